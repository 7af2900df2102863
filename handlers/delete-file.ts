import type { RequestContext } from '../lib/context.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { dependsOnFile, forbidsDeletion } from '../lib/http/write-preconditions.ts';
import { isReserved } from '../lib/names/request-name.ts';
import type { StoredName, StoredNameParts } from '../lib/names/stored-name.ts';
import { tombstoneCost } from '../lib/tombstones/tombstone-cost.ts';
import { notFound, preconditionFailed, requireWritable, reservedName } from './errors/refusals.ts';
import { type OperationContext, toOperation } from './uploads/store-file.ts';

/** What a deletion takes. */
export type DeleteContext = OperationContext &
  Pick<
    RequestContext,
    | 'name'
    | 'stored'
    | 'storage'
    | 'journal'
    | 'tombstones'
    | 'unknownDeleteLimit'
    | 'nameLocks'
    | 'health'
    | 'access'
  >;

/**
 * DELETE: removes a file, and records the deletion whether or not the file is here: a copy that is
 * still on its way must not restore it (I2). The record is durable before the file is removed.
 */
export function deleteFile(request: Request, ctx: DeleteContext): Promise<Response> {
  const isConditional = dependsOnFile(request.headers);
  return deleteStored(
    ctx,
    isConditional ? (parts) => checkPreconditions(request, parts, ctx) : undefined,
  );
}

/**
 * The same without a request, for a peer that has sent the deletion among other operations. `check`
 * may throw a refusal, while nothing else is done to the name.
 */
export async function deleteStored(
  ctx: DeleteContext,
  check?: (parts: StoredNameParts) => Promise<void>,
): Promise<Response> {
  const { name, stored: parts } = ctx;
  if (isReserved(name)) throw reservedName();
  if (parts === undefined) throw notFound();
  requireWritable(ctx.health);
  const existed = await ctx.nameLocks.withLock(parts.name, async () => {
    if (check !== undefined) await check(parts);
    if (await ctx.tombstones.has(parts.name)) return await ctx.storage.remove(parts.name);
    const spare = await admit(parts.name, ctx);
    const record = await ctx.journal.append(toOperation('DELETE', parts.name, ctx));
    let redo = true;
    try {
      const isRemoved = await ctx.storage.remove(parts.name);
      if (isRemoved || !(await mayComeBack(ctx))) redo = false;
      if (isRemoved) ctx.unknownDeleteLimit.refund(spare);
      return isRemoved;
    } finally {
      record.publish({ redo });
    }
  });
  if (!existed) throw notFound();
  return new Response(null, { status: 200 });
}

/**
 * Throws a 412 if a condition of the deletion fails (RFC 9110 §13): nothing is recorded then. Nodes
 * send none, so a deletion of a peer is always recorded.
 */
async function checkPreconditions(
  { headers }: Request,
  parts: StoredNameParts,
  { storage, tombstones }: DeleteContext,
): Promise<void> {
  const mayBeHere = !(await tombstones.has(parts.name));
  const isHere = mayBeHere && (await storage.version(parts.name)) !== undefined;
  if (forbidsDeletion(headers, parts, isHere)) throw preconditionFailed();
}

/**
 * Whether a file that is not found may be on a disk that is not mounted. Checks the storage
 * directory again, because the node may not have noticed yet.
 */
async function mayComeBack({ storage, health }: DeleteContext): Promise<boolean> {
  return !(await storage.isInPlace()) && health.isStorageMissing;
}

/**
 * Rate-limits deletes by clients, because each leaves a tombstone that is never purged. Peers are
 * exempt: another node has accepted what they delete. Returns how many tokens to refund if a file
 * was removed.
 *
 * Where uploads take a secret, writers are trusted, and only deletes of names that are not stored
 * count. Whether a name is stored is known only after the delete, so every delete takes its tokens,
 * and gets them back if a file was removed; with too few left, look on disk first. Where uploads
 * take no secret, anybody could upload and delete alternately, so every delete counts.
 */
async function admit(
  name: StoredName,
  { caller, storage, unknownDeleteLimit, access }: DeleteContext,
): Promise<number> {
  if (caller.isPeer) return 0;
  const isTrusted = access.isRestricted('write');
  const tokens = tombstoneCost(name);
  if (unknownDeleteLimit.tryAcquire(tokens)) return isTrusted ? tokens : 0;
  if (!isTrusted) throw tooMany();
  const file = await storage.open(name, 'part');
  if (file === undefined) throw tooMany();
  await file.close();
  return 0;
}

function tooMany(): HttpError {
  return new HttpError(429, 'Too many deletes; retry later.', { 'Retry-After': '1' });
}
