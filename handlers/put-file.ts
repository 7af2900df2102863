import type { RequestContext } from '../lib/context.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { parseUploadHeaders, type UploadHeaders } from '../lib/http/upload-headers.ts';
import { isReserved } from '../lib/names/request-name.ts';
import { deletedName, requireWritable, reservedName } from './errors.ts';
import { checkStampedName, putFromClient } from './put-from-client.ts';
import { putFromPeer } from './put-from-peer.ts';
import type { StoreContext } from './store-file.ts';

type PutContext = StoreContext &
  Pick<RequestContext, 'name' | 'stored' | 'isSigned' | 'access' | 'transfers' | 'health'>;

/**
 * PUT: stores a body. All refusals that need no body come first: a client that waits for
 * `100 Continue` need not send it. The name of a client's file is stamped with time and hash; that
 * of a peer's was stamped by another node.
 */
export async function putFile(request: Request, ctx: PutContext): Promise<Response> {
  const { caller, stored } = ctx;
  checkName(ctx);
  const upload = readHeaders(request, ctx);
  requireWritable(ctx.health);
  if (stored === undefined || !caller.isPeer) return await putFromClient(request, ctx, upload);
  return await putFromPeer(request, { ...ctx, stored }, upload);
}

function checkName(ctx: PutContext): void {
  const { name, stored, caller, tombstones } = ctx;
  if (name === '') throw new HttpError(400, 'The name is empty.');
  if (isReserved(name)) throw reservedName();
  if (stored === undefined && caller.isPeer) {
    throw new HttpError(400, 'A peer must send a full stored name.');
  }
  if (stored !== undefined && tombstones.has(stored.name)) throw deletedName();
  if (!caller.isPeer) checkStampedName(ctx);
}

function readHeaders(request: Request, { caller, config }: PutContext): UploadHeaders {
  const upload = parseUploadHeaders(request, caller.isPeer);
  const limit = Math.min(config.maxSizeBytes, Number.MAX_SAFE_INTEGER);
  if ((upload.sizeBytes ?? 0) > limit) {
    throw new HttpError(413, `The body is larger than the limit of ${limit} bytes.`);
  }
  return upload;
}
