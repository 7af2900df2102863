import type { Context } from '../lib/context.ts';
import { isReserved } from '../lib/request-name.ts';
import { parseStoredName } from '../lib/stored-name.ts';
import { notFound, reservedName } from './refusals.ts';
import { requireWritable } from './require-writable.ts';
import { toOperation } from './to-operation.ts';

/**
 * DELETE: removes a file, and records the deletion whether or not the file is here: a copy still
 * on its way must not bring it back (I2). The record is durable before the file goes.
 */
export async function deleteFile(
  request: Request,
  name: string,
  ctx: Pick<Context, 'storage' | 'journal' | 'deletions' | 'locks' | 'health' | 'clock'>,
): Promise<Response> {
  if (isReserved(name)) throw reservedName();
  const parts = parseStoredName(name);
  if (parts === undefined) throw notFound();
  requireWritable(ctx.health);
  const existed = await ctx.locks.withLock(parts.name, async () => {
    if (ctx.deletions.has(parts.name)) return await ctx.storage.remove(parts.name);
    const record = await ctx.journal.append(toOperation('DELETE', parts.name, request, ctx.clock));
    let outcome: 'done' | 'unfinished' = 'unfinished';
    try {
      const isRemoved = await ctx.storage.remove(parts.name);
      outcome = 'done';
      return isRemoved;
    } finally {
      record.release(outcome);
    }
  });
  if (!existed) throw notFound();
  return new Response(null, { status: 200 });
}
