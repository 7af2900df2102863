import type { StoredName } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';
import { requireIntact } from '../storage/verification.ts';
import { DeliveryError } from './delivery-error.ts';
import type { IdentifiedResponse, Peer } from './peer.ts';
import type { PeerBody } from './peer-link.ts';

interface LargeFile {
  readonly name: StoredName;
  readonly sizeBytes: number;
}

/**
 * Sends a large file, resuming where an earlier transfer broke off. When this one breaks off too it
 * resumes at once, as long as each attempt made much progress; after a little the error says that
 * it was interrupted. Returns the response that ends the transfer, or that says why it can't begin
 * now. A peer that says no offset can't resume, and gets the whole file.
 */
export async function sendLargeFile(
  file: LargeFile,
  storage: Storage,
  peer: Pick<Peer, 'request' | 'identity'>,
): Promise<IdentifiedResponse> {
  const { name, sizeBytes } = file;
  const least = storage.partials.resumableFromBytes;
  let broken: { readonly error: DeliveryError; readonly first: number } | undefined;
  for (;;) {
    const isKnown = peer.identity.isMet;
    const there = await peer.request({ method: isKnown ? 'PUT' : 'HEAD', name });
    // To an offer anything but a 404 is final; who shows no id is found out with the body.
    if (isKnown && there.by !== 'unidentified' && there.status !== 404) return there;
    const { offset = Infinity } = there;
    if (broken !== undefined && offset < broken.first + least) {
      throw offset > broken.first ? interrupted(broken.error) : broken.error;
    }
    const first = offset <= sizeBytes ? offset : undefined;
    try {
      const body = bodyFrom(first, file, storage);
      const response = await peer.request({ method: 'PUT', name, body });
      // The receiver's hash differs from the name's: is the copy here corrupt?
      if (response.status === 400) await requireIntact(name, storage);
      return response;
    } catch (error) {
      if (first === undefined || !isBroken(error)) throw error;
      broken = { error, first };
    }
  }
}

function isBroken(error: unknown): error is DeliveryError {
  return error instanceof DeliveryError && error.kind === 'protocol';
}

function interrupted({ message }: DeliveryError): DeliveryError {
  return new DeliveryError(message, 'interrupted');
}

/** The whole, or the end from `first` on: only of an end the receiver keeps what breaks off. */
function bodyFrom(first: number | undefined, file: LargeFile, storage: Storage): PeerBody {
  const { sizeBytes } = file;
  if (first === undefined) return { sizeBytes, read: () => openAt(0, file, storage) };
  return {
    sizeBytes: sizeBytes - first,
    range: { first, totalBytes: sizeBytes },
    read: () => openAt(first, file, storage),
  };
}

/** A file sent from its first byte is verified while it is read, an end by the receiver only. */
async function openAt(
  first: number,
  { name, sizeBytes }: LargeFile,
  storage: Storage,
): ReturnType<PeerBody['read']> {
  if (first === sizeBytes) return new Uint8Array();
  const copy = await storage.open(name, first === 0 ? 'whole' : 'part');
  if (copy === undefined) throw new Error('the file was removed before it was sent');
  return first === 0 ? await copy.readAll() : copy.readRange(first, sizeBytes - 1);
}
