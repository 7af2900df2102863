import { isFromPeer } from '../lib/access/caller.ts';
import type { Context } from '../lib/context.ts';
import type { UnpublishedRecord } from '../lib/journal/journal.ts';
import type { StoredName } from '../lib/names/stored-name.ts';
import { formatLocation } from '../lib/names/url-path.ts';
import type { CopyState, StagedFile } from '../lib/storage/storage.ts';
import { toOperation } from './to-operation.ts';

export type StoreContext = Pick<
  Context,
  'storage' | 'journal' | 'tombstones' | 'nameLocks' | 'access' | 'clock' | 'config'
>;

/**
 * Stores a staged file under its final name, or finds it there. `undefined` when the name is
 * deleted, or when the file is not there and no staged file was given.
 */
export function storeFile(
  name: StoredName,
  staged: StagedFile | undefined,
  request: Request,
  ctx: StoreContext,
): Promise<Response | undefined> {
  return ctx.nameLocks.withLock(name, async () => {
    if (ctx.tombstones.has(name)) return undefined;
    const copy = await ctx.storage.stateOf(name);
    if (copy === 'committed') return answer(302, name, ctx);
    if (copy === 'intact') return await settle(name, request, ctx);
    return staged && (await commit(copy, name, staged, request, ctx));
  });
}

/**
 * A file found there is made durable. If its upload was never recorded (it was copied by hand, or
 * the queue was lost), it is recorded as if it came now, so that the peers hear of it.
 */
async function settle(name: StoredName, request: Request, ctx: StoreContext): Promise<Response> {
  const record = ctx.journal.hasRecorded(name) ? undefined : await recordFound(name, request, ctx);
  try {
    await ctx.storage.adopt(name);
  } finally {
    record?.publish();
  }
  return answer(302, name, ctx);
}

async function recordFound(
  name: StoredName,
  request: Request,
  ctx: StoreContext,
): Promise<UnpublishedRecord> {
  await ctx.journal.checkBallast();
  return await ctx.journal.append(toOperation('PUT', name, request, ctx));
}

/**
 * The record is durable before the file gets its name: a crash in between leaves a record without
 * a file, which is dropped; the other order would leave a file no peer ever hears of (I1).
 */
async function commit(
  copy: Exclude<CopyState, 'committed' | 'intact'>,
  name: StoredName,
  staged: StagedFile,
  request: Request,
  ctx: StoreContext,
): Promise<Response> {
  // A peer has given up waiting, not the file: thrown away, the whole of it would be sent for ever.
  const signal = isFromPeer(request, ctx.access) ? undefined : request.signal;
  await staged.prepare(name, signal);
  const record = await ctx.journal.append(toOperation('PUT', name, request, ctx));
  try {
    await staged.commit(copy);
  } finally {
    record.publish();
  }
  return answer(201, name, ctx);
}

function answer(status: 201 | 302, name: StoredName, { config }: StoreContext): Response {
  const headers = { Location: formatLocation(config.publicUrl, name) };
  return new Response(null, { status, headers });
}
