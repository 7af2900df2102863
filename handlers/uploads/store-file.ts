import type { RequestContext } from '../../lib/context.ts';
import type { CopyCount } from '../../lib/copies/copies.ts';
import { NameDeletedError } from '../../lib/errors/domain-errors.ts';
import { nowSeconds } from '../../lib/host/clock.ts';
import type { Operation } from '../../lib/journal/journal.ts';
import type { StoredName } from '../../lib/names/stored-name.ts';
import { formatLocation } from '../../lib/names/url-path.ts';
import { adoptFound } from '../../lib/scrub/adopt-found.ts';
import type { StagedFile } from '../../lib/storage/storage.ts';
import { deletedName } from '../errors/refusals.ts';

/** What an operation is recorded with. */
export type OperationContext = Pick<RequestContext, 'caller' | 'clock'>;

/** What storing a file takes. */
export type StoreContext = OperationContext &
  Pick<
    RequestContext,
    'storage' | 'journal' | 'tombstones' | 'nameLocks' | 'refusals' | 'config'
  > & {
    /** Counts the copies of what is stored, where the client wants to know. */
    readonly copies?: CopyCount;
  };

/** What became of a file: it was stored under a name, or was there already. */
export interface Stored {
  readonly status: 201 | 302;
  readonly name: StoredName;
}

/**
 * Stores a staged file under its final name: 201, or 302 if the file is there already. `undefined`
 * if the name has a tombstone, or if the file is not there and no staged one was given. The signal
 * of a client that has gone ends it; a peer has none, because it sends the file again: if each time
 * the whole file were discarded, that would never end.
 */
export function storeFile(
  name: StoredName,
  staged: StagedFile | undefined,
  ctx: StoreContext,
  signal?: AbortSignal,
): Promise<Stored | undefined> {
  return ctx.nameLocks.withLock(name, async () => {
    if (!ctx.storage.knowsDeleted && (await ctx.tombstones.has(name))) return undefined;
    const copy = await ctx.storage.stateOf(name, reasonOf(staged, ctx));
    if (copy === 'deleted') return undefined;
    // Before the record is published: a peer may acknowledge it at once.
    ctx.copies?.begin(name);
    if (copy === 'committed') return { status: 302, name };
    if (copy === 'intact') {
      await adoptFound(toOperation('PUT', name, ctx), ctx);
      return { status: 302, name };
    }
    return staged && (await commit(copy, name, staged, ctx, signal));
  });
}

/** A client's file that is staged gets a name with the stamp of this second, or of a later one. */
function reasonOf(
  staged: StagedFile | undefined,
  { caller }: StoreContext,
): 'offer' | 'fresh' | undefined {
  if (caller.isPeer) return caller.isOffer ? 'offer' : undefined;
  return staged === undefined ? undefined : 'fresh';
}

/** The same for a sender that asked for this very name: a tombstone of it is a 409. */
export async function storeExactly(
  name: StoredName,
  staged: StagedFile,
  ctx: StoreContext,
): Promise<Stored> {
  const stored = await storeFile(name, staged, ctx);
  if (stored === undefined) throw deletedName();
  return stored;
}

/**
 * The record is durable before the file gets its name. A crash in between leaves a record without a
 * file, which is dropped; in the other order it would leave a file that no peer is ever sent (I1).
 * `undefined` where the name was deleted meanwhile.
 */
async function commit(
  copy: 'absent' | 'corrupt',
  name: StoredName,
  staged: StagedFile,
  ctx: StoreContext,
  signal: AbortSignal | undefined,
): Promise<Stored | undefined> {
  await staged.prepare(name, signal);
  const record = await ctx.journal.append(toOperation('PUT', name, ctx));
  try {
    await staged.commit({ replacing: copy });
  } catch (error) {
    // Another node was faster.
    if (error instanceof NameDeletedError) return undefined;
    throw error;
  } finally {
    record.publish();
  }
  ctx.refusals.noteStored();
  return { status: 201, name };
}

/** The response to an upload of one file. A 302 is a 200 for a client that it would not help. */
export function storedResponse(
  { status, name }: Stored,
  { config }: Pick<RequestContext, 'config'>,
  isRedirect = true,
): Response {
  const headers = { Location: formatLocation(config.publicUrl, name) };
  return new Response(null, { status: isRedirect || status === 201 ? status : 200, headers });
}

/** The operation of a request, as the journal records it. */
export function toOperation(
  op: Operation['op'],
  name: StoredName,
  { caller, clock }: OperationContext,
): Operation {
  const from = caller.senderId;
  return { op, name, seconds: nowSeconds(clock), ...(from !== undefined && { from }) };
}
