import type { Journal, Operation } from '../journal/journal.ts';
import type { Tombstones } from '../journal/tombstones.ts';
import { parseStoredName } from '../names/stored-name.ts';
import type { Storage, StoredFile } from '../storage/storage.ts';
import { claimsDone, confirmEffect } from './confirm-effect.ts';
import type { Peer } from './peer.ts';
import { sendLargeFile } from './send-large-file.ts';

/** What of a node a delivery reads: its files, its tombstones, and what is on record. */
export interface DeliveryContext {
  readonly storage: Storage;
  readonly tombstones: Tombstones;
  readonly journal: Journal;
}

/**
 * Tells a peer of one operation. Resolves with `told` when the peer has acknowledged it, with
 * `needless` when it has no need of it. Rejects with a `DeliveryError` when the peer did not take
 * it, with another error when this node can't read what is to be sent. Told twice, a peer only says
 * so again.
 */
export async function deliver(
  operation: Operation,
  peer: Peer,
  ctx: DeliveryContext,
): Promise<'acknowledged' | 'skipped'> {
  if (operation.op === 'DELETE') return await deliverDeletion(operation, peer);
  // A record without a file: deleted since, or never committed. Nobody was told that it is stored.
  if (ctx.tombstones.has(operation.name)) return 'skipped';
  // Who has it from here never sends it back, so it must be here to stay.
  await ctx.storage.ensureDurable(operation.name);
  const file = await ctx.storage.open(operation.name);
  // A node must not be told of what is not here, even if it only has to say that it knows it.
  if (file === undefined) return await skipMissing(operation, ctx);
  try {
    await peer.settleDoubt();
    const known = await peerAlreadyHas(operation, peer);
    if (known !== undefined) return known;
    if (file.sizeBytes < ctx.storage.partials.resumableFromBytes) {
      return (await offerFile(operation, peer)) ?? (await sendFile(operation, file, peer));
    }
    const large = { name: operation.name, sizeBytes: file.sizeBytes };
    return await confirmEffect(operation, await sendLargeFile(large, ctx.storage, peer), peer);
  } finally {
    await file.close();
  }
}

/** Nothing pending is dropped because the disk with its file is not mounted. */
async function skipMissing(
  { name }: Operation,
  { storage, journal }: DeliveryContext,
): Promise<'skipped'> {
  if (await storage.isInPlace()) {
    journal.forgetRecorded(name);
    return 'skipped';
  }
  throw new Error('The file is not here, and the storage directory is not the remembered one.');
}

async function deliverDeletion(
  operation: Operation,
  peer: Peer,
): Promise<'acknowledged' | 'skipped'> {
  await peer.settleDoubt();
  const known = await peerAlreadyHas(operation, peer);
  if (known !== undefined) return known;
  const response = await peer.request({ method: 'DELETE', name: operation.name });
  return await confirmEffect(operation, response, peer);
}

async function sendFile(
  operation: Operation,
  file: StoredFile,
  peer: Peer,
): Promise<'acknowledged'> {
  const body = { sizeBytes: file.sizeBytes, read: () => file.readAll() };
  const response = await peer.request({ method: 'PUT', name: operation.name, body });
  return await confirmEffect(operation, response, peer);
}

/**
 * Asks a peer of this program, which nearly always has a forwarded file from its origin by now. It
 * could refuse the body as well, but then the connection would end with it.
 */
async function offerFile(operation: Operation, peer: Peer): Promise<'acknowledged' | undefined> {
  if (operation.from === undefined || !peer.identity.isMet) return undefined;
  const response = await peer.request({ method: 'PUT', name: operation.name });
  // Only what this program says of itself counts; anything else is found out with the body.
  if (response.by === 'unidentified' || !claimsDone(operation, response)) return undefined;
  return await confirmEffect(operation, response, peer);
}

/**
 * Tells whether a forwarded operation came from this very peer, or is a file that a peer of the
 * original kind has: one that is not of this program gets asked first, because it would take the
 * whole body to say so.
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
  // Both kinds tell the hash; what answers 200 to everything does not.
  const hasFile = response.status === 200 && response.sha1 === parseStoredName(name)?.sha1;
  return op === 'PUT' && hasFile && (await isOriginalRoot(peer)) ? 'acknowledged' : undefined;
}

/** Below a wrong path the file that was found is a copy under another name. */
async function isOriginalRoot(peer: Peer): Promise<boolean> {
  if (!peer.isRootKnown && (await peer.findStanding()) !== 'legacy') return false;
  peer.noteLegacy();
  return true;
}
