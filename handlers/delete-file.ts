import type { Context } from '../lib/context.ts';
import { HttpError } from '../lib/http-error.ts';
import { isFromPeer } from '../lib/peer-request.ts';
import { isReserved } from '../lib/request-name.ts';
import { parseStoredName, type StoredName } from '../lib/stored-name.ts';
import { notFound, reservedName } from './refusals.ts';
import { requireWritable } from './require-writable.ts';
import { toOperation } from './to-operation.ts';

type DeleteContext = Pick<
  Context,
  'storage' | 'journal' | 'deletions' | 'unknownDeletions' | 'locks' | 'health' | 'access' | 'clock'
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
  const existed = await ctx.locks.withLock(parts.name, async () => {
    if (ctx.deletions.has(parts.name)) return await ctx.storage.remove(parts.name);
    const isCounted = await admit(parts.name, request, ctx);
    const record = await ctx.journal.append(toOperation('DELETE', parts.name, request, ctx));
    let outcome: 'done' | 'unfinished' = 'unfinished';
    try {
      const isRemoved = await ctx.storage.remove(parts.name);
      outcome = 'done';
      if (isRemoved && isCounted) ctx.unknownDeletions.giveBack();
      return isRemoved;
    } finally {
      record.release(outcome);
    }
  });
  if (!existed) throw notFound();
  return new Response(null, { status: 200 });
}

/**
 * A name that nobody here has heard of is kept for ever, so strangers get to do that only so often.
 * Whether it was one shows when the file is removed, or not: so each deletion is counted at first,
 * and only where none is left the disk is asked. Says whether it was counted. Peers are not: what
 * they tell was admitted somewhere else.
 */
async function admit(
  name: StoredName,
  request: Request,
  { storage, unknownDeletions, access }: DeleteContext,
): Promise<boolean> {
  if (isFromPeer(request, access)) return false;
  if (unknownDeletions.take()) return true;
  const file = await storage.open(name);
  if (file === undefined) throw tooManyUnknown();
  await file.close();
  return false;
}

function tooManyUnknown(): HttpError {
  const message = 'Too many names were deleted that are not here; come again.';
  return new HttpError(429, message, { 'Retry-After': '1' });
}
