import type { Caller } from '../lib/access/access.ts';
import type { RequestContext } from '../lib/context.ts';
import { TooLargeError } from '../lib/errors/domain-errors.ts';
import { errorCode } from '../lib/errors/error-code.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { nodeHeader } from '../lib/http/node-headers.ts';
import { partsOf, type StoredName, type StoredNameParts } from '../lib/names/stored-name.ts';
import type { StoreRequest } from '../lib/read-through/file-fetch.ts';
import type { StoredFile } from '../lib/storage/stored-file.ts';
import { CorruptFileError } from '../lib/storage/verification.ts';
import { deletedName, requireWritable } from './errors/refusals.ts';
import { type PeerPutContext, putFromPeer } from './uploads/put-from-peer.ts';

/** What fetching a file from a peer takes. */
export type RemoteContext = Omit<PeerPutContext, 'stored'> &
  Pick<RequestContext, 'remoteFiles' | 'health'>;

/**
 * Opens a file that is not here, if a peer has it: for clients only. A node that asks a peer means
 * that peer, and would otherwise be sent round in circles.
 */
export async function openRemote(
  request: Request,
  ctx: RemoteContext,
  stored: StoredNameParts,
): Promise<StoredFile | undefined> {
  if (ctx.caller.isPeer || request.headers.has(nodeHeader)) return undefined;
  const store = (remote: StoreRequest): Promise<'stored' | 'mismatch'> =>
    storeRemote(remote, { ...ctx, stored });
  const file = await ctx.remoteFiles.open(stored.name, request.method, store);
  let isServed = false;
  try {
    // It may have been deleted meanwhile.
    isServed = file !== undefined && !(await ctx.tombstones.has(stored.name));
    return isServed ? file : undefined;
  } finally {
    if (!isServed) await file?.close();
  }
}

/** Whether reading the copy of this node has failed in a way that a peer can make up for. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof CorruptFileError || errorCode(error) === 'EIO';
}

/**
 * Fetches the file of a name from a peer that has it, in place of a corrupt copy or of none.
 * Resolves when it is stored or on its way, and where no peer is known to have it, too.
 */
export async function fetchRemote(
  name: StoredName,
  ctx: Omit<RemoteContext, 'caller' | 'name'>,
): Promise<void> {
  const nobody = { ...ctx, name, stored: partsOf(name), caller: senderOf(undefined) };
  const store = (remote: StoreRequest): Promise<'stored' | 'mismatch'> =>
    storeRemote(remote, nobody);
  const file = await ctx.remoteFiles.open(name, 'GET', store);
  await file?.close();
}

/** Stores the file as if the peer had sent it. */
async function storeRemote(
  { body, sizeBytes, from }: StoreRequest,
  ctx: PeerPutContext & Pick<RequestContext, 'health'>,
): Promise<'stored' | 'mismatch'> {
  requireWritable(ctx.health);
  if (await ctx.tombstones.has(ctx.stored.name)) throw deletedName();
  if (sizeBytes > ctx.config.maxSizeBytes) throw new TooLargeError('The file is too large.');
  try {
    await putFromPeer({ ...ctx, caller: senderOf(from) }, { sizeBytes }, body);
    return 'stored';
  } catch (error) {
    if (error instanceof HttpError && error.status === 400) return 'mismatch';
    throw error;
  }
}

function senderOf(senderId: string | undefined): Caller {
  return { roles: new Set(), isPeer: true, isOffer: false, nodeId: undefined, senderId };
}
