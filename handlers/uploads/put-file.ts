import type { RequestContext } from '../../lib/context.ts';
import { preferenceHeader } from '../../lib/copies/preferences.ts';
import {
  copiesHeader,
  parseWantedCopies,
  type WantedCopies,
} from '../../lib/copies/wanted-copies.ts';
import { assert } from '../../lib/errors/assert.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { parseUploadHeaders, type UploadHeaders } from '../../lib/http/upload-headers.ts';
import { isReserved } from '../../lib/names/request-name.ts';
import { deletedName, requireWritable, reservedName } from '../errors/refusals.ts';
import { putFromClient } from './put-from-client.ts';
import { putFromPeer } from './put-from-peer.ts';
import type { StoreContext } from './store-file.ts';
import { checkStampedName } from './store-stamped.ts';

type ClientContext = StoreContext &
  Pick<
    RequestContext,
    'name' | 'stored' | 'signedFor' | 'access' | 'turn' | 'peers' | 'remoteFiles' | 'clientEnd'
  >;
/** What an upload of a peer takes. */
export type PeerContext = StoreContext &
  Pick<RequestContext, 'name' | 'stored' | 'transfers' | 'health'>;
type PutContext = ClientContext & PeerContext;

/**
 * PUT: stores a body. All refusals that need no body come first: a client that waits for
 * `100 Continue` need not send it. The name of a client's file is stamped with time and hash; that
 * of a peer's was stamped by another node.
 */
export async function putFile(request: Request, ctx: PutContext): Promise<Response> {
  const { isPeer } = ctx.caller;
  await checkName(ctx);
  const upload = parseUploadHeaders(request, isPeer);
  if (isPeer) return await storeFromPeer(ctx, upload, ctx.turn.receive(request.body));
  const wanted = parseWantedCopies(request.headers);
  checkUpload(upload, ctx);
  if (wanted !== undefined) return await putAndCount(request, ctx, upload, wanted);
  return await putFromClient(request, ctx, upload);
}

/** The same for a peer, which may have sent the file among others; its name was checked. */
export async function storeFromPeer(
  ctx: PeerContext,
  upload: UploadHeaders,
  body: AsyncIterable<Uint8Array>,
): Promise<Response> {
  const { stored } = ctx;
  checkUpload(upload, ctx);
  assert(stored !== undefined, 'a peer sends the name of a stored file');
  return await putFromPeer({ ...ctx, stored }, upload, body);
}

/**
 * Stores the body of a client that wants to know how many nodes have it, and waits for them. A file
 * that was here already may be on peers that acknowledged it long ago: they are asked.
 */
async function putAndCount(
  request: Request,
  ctx: ClientContext,
  upload: UploadHeaders,
  wanted: WantedCopies,
): Promise<Response> {
  const copies = ctx.peers.copies.startCount();
  try {
    const response = await putFromClient(request, { ...ctx, copies }, upload);
    const { name } = copies;
    assert(name !== undefined, 'the copies of what was stored are counted');
    const isWaitNeeded = wanted.count > copies.size && wanted.waitSeconds > 0;
    if (isWaitNeeded && response.status !== 201) void ctx.remoteFiles.findHolders(name, copies.add);
    const signal = ctx.clientEnd?.() ?? request.signal;
    const hasWaited = await copies.wait(wanted.count, wanted.waitSeconds * 1000, signal);
    if (await ctx.tombstones.has(name)) throw deletedName();
    return countedResponse(response, wanted, { size: copies.size, hasWaited });
  } finally {
    copies.end();
  }
}

/** A 202 where fewer nodes have the file than the client wants. */
function countedResponse(
  { status, headers }: Response,
  { count, waitSeconds, isWaitGiven }: WantedCopies,
  { size, hasWaited }: { readonly size: number; readonly hasWaited: boolean },
): Response {
  headers.set(copiesHeader, String(size));
  if (isWaitGiven) headers.append(preferenceHeader, `wait=${hasWaited ? waitSeconds : 0}`);
  return new Response(null, { status: size < count ? 202 : status, headers });
}

/** Throws a refusal of a name that no upload may have, or that was deleted. */
export async function checkName(ctx: PeerContext): Promise<void> {
  const { name, stored, caller, tombstones } = ctx;
  if (name === '') throw new HttpError(400, 'The name is empty.');
  if (isReserved(name)) throw reservedName();
  if (stored === undefined && caller.isPeer) {
    throw new HttpError(400, 'A peer must send a full stored name.');
  }
  if (stored !== undefined && (await tombstones.has(stored.name))) throw deletedName();
  if (!caller.isPeer) checkStampedName(ctx);
}

/** Throws a refusal of a body that is too large, and of every one while the node is read-only. */
export function checkUpload(
  { sizeBytes = 0 }: UploadHeaders,
  { config, health }: Pick<PeerContext, 'config' | 'health'>,
): void {
  const limit = Math.min(config.maxSizeBytes, Number.MAX_SAFE_INTEGER);
  if (sizeBytes > limit) {
    throw new HttpError(413, `The body is larger than the limit of ${limit} bytes.`);
  }
  requireWritable(health);
}
