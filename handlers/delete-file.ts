import { isFromPeer } from '../lib/access/caller.ts';
import type { Context } from '../lib/context.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { tombstoneCost } from '../lib/journal/tombstone-cost.ts';
import { isReserved } from '../lib/names/request-name.ts';
import { parseStoredName, type StoredName } from '../lib/names/stored-name.ts';
import { notFound, reservedName } from './refusals.ts';
import { requireWritable } from './require-writable.ts';
import { toOperation } from './to-operation.ts';

type DeleteContext = Pick<
  Context,
  | 'storage'
  | 'journal'
  | 'tombstones'
  | 'unknownDeleteLimit'
  | 'nameLocks'
  | 'health'
  | 'access'
  | 'clock'
>;

/**
 * DELETE: removes a file, and records the deletion whether or not the file is here: a copy still
 * on its way must not bring it back (I2). The record is durable before the file goes.
 */
export async function deleteFile(
  request: Request,
  name: string,
  ctx: DeleteContext,
): Promise<Response> {
  if (isReserved(name)) throw reservedName();
  const parts = parseStoredName(name);
  if (parts === undefined) throw notFound();
  requireWritable(ctx.health);
  const existed = await ctx.nameLocks.withLock(parts.name, async () => {
    if (ctx.tombstones.has(parts.name)) return await ctx.storage.remove(parts.name);
    const spare = await admit(parts.name, request, ctx);
    const record = await ctx.journal.append(toOperation('DELETE', parts.name, request, ctx));
    let outcome: 'done' | 'unfinished' = 'unfinished';
    try {
      const isRemoved = await ctx.storage.remove(parts.name);
      if (isRemoved || !(await mayComeBack(ctx))) outcome = 'done';
      if (isRemoved) ctx.unknownDeleteLimit.refund(spare);
      return isRemoved;
    } finally {
      record.publish(outcome);
    }
  });
  if (!existed) throw notFound();
  return new Response(null, { status: 200 });
}

/** Whether a file that is not found may be on a disk that is not mounted: this looks anew. */
async function mayComeBack({ storage, health }: DeleteContext): Promise<boolean> {
  return !(await storage.isInPlace()) && health.isStorageMissing;
}

/**
 * Limits the rate of deletions by clients, because each leaves a tombstone that is never purged. A
 * node whose uploads take a secret trusts its writers: there only names that are not stored count.
 * Whether one is stored is known when its file was removed, so every deletion takes its tokens, and
 * gets them back then; with too few left the disk is asked first. Where uploads take no secret, a
 * stranger could upload and delete by turns, so every deletion counts. Peers are exempt: what they
 * delete was admitted somewhere else. Returns how many tokens to give back if a file was removed.
 */
async function admit(
  name: StoredName,
  request: Request,
  { storage, unknownDeleteLimit, access }: DeleteContext,
): Promise<number> {
  if (isFromPeer(request, access)) return 0;
  const isTrusted = access.isRestricted('write');
  const tokens = tombstoneCost(name);
  if (unknownDeleteLimit.tryAcquire(tokens)) return isTrusted ? tokens : 0;
  if (!isTrusted) throw tooMany();
  const file = await storage.open(name);
  if (file === undefined) throw tooMany();
  await file.close();
  return 0;
}

function tooMany(): HttpError {
  const message = 'Too many names were deleted; retry later.';
  return new HttpError(429, message, { 'Retry-After': '1' });
}
