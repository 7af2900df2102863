import type { Copies } from '../copies/copies.ts';
import type { Journal, Operation } from '../journal/journal.ts';
import { partsOf } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';
import type { StoredFile } from '../storage/stored-file.ts';
import { CorruptFileError, requireIntact } from '../storage/verification.ts';
import type { Tombstones } from '../tombstones/tombstones.ts';
import { claimsDone, confirmEffect } from './confirm-effect.ts';
import type { IdentifiedResponse, Peer } from './peer.ts';
import { sendLargeFile } from './send-large-file.ts';

/**
 * What a delivery reads of a node: its files, its tombstones and its journal. In `copies` it is
 * noted who has a file.
 */
export interface DeliveryContext {
  readonly storage: Storage;
  readonly tombstones: Tombstones;
  readonly journal: Journal;
  readonly peers: { readonly copies: Pick<Copies, 'note'> };
}

/**
 * Sends one operation to a peer. Resolves with `acknowledged` or, when the peer does not need it,
 * with `skipped`. Rejects with a `DeliveryError` when the peer did not accept it, with another
 * error when this node can't read what is to be sent. It is idempotent: a second delivery changes
 * nothing and is acknowledged like the first.
 */
export async function deliver(
  operation: Operation,
  peer: Peer,
  ctx: DeliveryContext,
): Promise<'acknowledged' | 'skipped'> {
  if (operation.op === 'DELETE') return await deliverDeletion(operation, peer, ctx);
  // A record without a file: deleted since, or never committed and never acknowledged to a client.
  if (await ctx.tombstones.has(operation.name)) return 'skipped';
  // A peer never sends a file back to its sender, so this node must not send what it could lose.
  await ctx.storage.ensureDurable(operation.name);
  // Where each read is a request, the content is not asked for before the peer wants it.
  const file = await ctx.storage.open(operation.name, 'part');
  // A file that is not here must not even be offered.
  if (file === undefined) return await skipMissing(operation, ctx);
  try {
    await peer.resolveDoubt();
    const known = await peerAlreadyHas(operation, peer);
    if (known !== undefined) return known;
    if (file.sizeBytes < ctx.storage.partials.resumableFromBytes) {
      return (
        (await offerFile(operation, peer, ctx)) ?? (await sendFile(operation, file, peer, ctx))
      );
    }
    const large = { name: operation.name, sizeBytes: file.sizeBytes };
    const response = await sendLargeFile(large, ctx.storage, peer);
    return await confirmUpload(operation, response, peer, ctx);
  } finally {
    await file.close();
  }
}

/**
 * Skips a file that is gone, but drops nothing because its disk is not mounted, or because its copy
 * was corrupt: an intact one may come.
 */
async function skipMissing(
  { name }: Operation,
  { storage, journal }: DeliveryContext,
): Promise<'skipped'> {
  await storage.quarantined.ensureListed();
  if (storage.quarantined.has(name)) throw new CorruptFileError('it is in quarantine');
  if (await storage.isInPlace()) {
    journal.forgetRecorded(name);
    return 'skipped';
  }
  throw new Error('The file is not here, and the storage directory is not the remembered one.');
}

async function deliverDeletion(
  operation: Operation,
  peer: Peer,
  { storage, tombstones }: DeliveryContext,
): Promise<'acknowledged' | 'skipped'> {
  // A list of a bucket takes an object that has lost its content for the mark of a deletion.
  if (storage.knowsDeleted && !(await tombstones.has(operation.name))) return 'skipped';
  await peer.resolveDoubt();
  const known = await peerAlreadyHas(operation, peer);
  if (known !== undefined) return known;
  const response = await peer.request({ method: 'DELETE', name: operation.name });
  return await confirmEffect(operation, response, peer);
}

async function sendFile(
  operation: Operation,
  file: StoredFile,
  peer: Peer,
  ctx: DeliveryContext,
): Promise<'acknowledged'> {
  const { name, from } = operation;
  const body = { sizeBytes: file.sizeBytes, read: () => file.readAll() };
  const request = { method: 'PUT', name, body, ...(from !== undefined && { from }) } as const;
  const response = await peer.request(request);
  // A copy that this node takes for verified was not read for that.
  if (response.status === 400) await requireIntact(name, ctx.storage);
  return await confirmUpload(operation, response, peer, ctx);
}

/**
 * Confirms an upload, and notes that the peer has the file: not where it has a tombstone, and only
 * of a node that shows an instance, because others may not sync what they store.
 */
async function confirmUpload(
  operation: Operation,
  response: IdentifiedResponse,
  peer: Peer,
  { peers }: DeliveryContext,
): Promise<'acknowledged'> {
  const outcome = await confirmEffect(operation, response, peer);
  const { by, status, nodeId } = response;
  const hasFile = by === 'node' && status !== 409;
  if (hasFile && nodeId !== undefined) peers.copies.note(operation.name, nodeId);
  return outcome;
}

/**
 * Offers a forwarded file to a node, which nearly always has it from its origin by now. The node
 * could refuse the body as well, but that would cost the connection.
 */
async function offerFile(
  operation: Operation,
  peer: Peer,
  ctx: DeliveryContext,
): Promise<'acknowledged' | undefined> {
  const { name, from } = operation;
  if (from === undefined || !peer.identity.isMet) return undefined;
  const response = await peer.request({ method: 'PUT', name, from });
  // Only the word of an identified node counts; anything else shows once the body is sent.
  if (response.by === 'unidentified' || !claimsDone(operation, response)) return undefined;
  return await confirmUpload(operation, response, peer, ctx);
}

/**
 * Whether the peer needs this forwarded operation at all: not if it sent it, and not if it already
 * has the file. The Python version can't refuse a body early, so a HEAD asks it first.
 */
async function peerAlreadyHas(
  operation: Operation,
  peer: Peer,
): Promise<'acknowledged' | 'skipped' | undefined> {
  const { op, name, from } = operation;
  if (from === undefined) return undefined;
  const { identity } = peer;
  if (identity.isMet) return identity.isSender(from) ? 'skipped' : undefined;
  const response = await peer.request({ method: 'HEAD', name });
  if (response.by !== 'unidentified') return identity.isSender(from) ? 'acknowledged' : undefined;
  // A node and the Python version send the hash; a server that responds 200 to everything does not.
  const hasFile = response.status === 200 && response.sha1 === partsOf(name).sha1;
  return op === 'PUT' && hasFile && (await isLegacyRoot(peer)) ? 'acknowledged' : undefined;
}

/** Whether the URL leads to the root of a Python version: below a wrong path names are others. */
async function isLegacyRoot(peer: Peer): Promise<boolean> {
  if (!peer.isRootKnown && (await peer.findStanding()) !== 'legacy') return false;
  peer.noteLegacy();
  return true;
}
