import type { RequestContext } from '../../lib/context.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { offsetHeader } from '../../lib/http/upload-offset.ts';
import type { ResumableUploads } from '../../lib/storage/storage.ts';
import type { HeldUpload } from '../../lib/uploads/held-upload.ts';
import { checkAsPut, clientContext, largestUpload } from './client-context.ts';
import { finishUpload, isComplete } from './finish-upload.ts';
import { lengthHeader, parseChecksum, parseCount, requirePart, requireTus } from './tus-headers.ts';
import { progressHeaders, storedHeaders, storedResponse } from './upload-response.ts';
import { withUpload } from './with-upload.ts';

/** PATCH: takes in the next bytes of an upload. With the last of them it becomes a stored file. */
export async function appendUpload(request: Request, ctx: RequestContext): Promise<Response> {
  const { headers } = request;
  requireTus(request);
  requirePart(request);
  const offset = parseCount(headers, offsetHeader);
  if (offset === undefined) throw new HttpError(400, `Send an ${offsetHeader}.`);
  parseChecksum(headers);
  return await withUpload(request, ctx, async (upload, uploads) => {
    if (offset !== upload.info.offset) throw wrongOffset(upload.info.offset);
    await declareLength(upload, parseCount(headers, lengthHeader), ctx);
    await takeIn(request, ctx, upload);
    if (!isComplete(upload))
      return new Response(null, { status: 204, headers: progressHeaders(upload) });
    return await finish(request, ctx, { upload, uploads });
  });
}

/**
 * Takes in the body of a request as the next bytes of an upload. Throws a 413 if that are more than
 * it has.
 */
export async function takeIn(
  { headers, body }: Request,
  ctx: RequestContext,
  upload: HeldUpload,
): Promise<void> {
  const { info } = upload;
  const maxSizeBytes = info.sizeBytes ?? largestUpload(ctx);
  const length = parseCount(headers, 'content-length') ?? 0;
  if (info.offset + length > maxSizeBytes) {
    throw new HttpError(413, `The upload would be larger than its ${maxSizeBytes} bytes.`);
  }
  if (isComplete(upload)) return;
  await checkAsPut(clientContext(ctx, info.name), info.sizeBytes);
  const sha1 = parseChecksum(headers);
  await upload.append(ctx.turn.receive(body), { maxSizeBytes, sha1 });
}

/** Where the client does not ask for the description, the protocol wants a 204. */
async function finish(
  request: Request,
  ctx: RequestContext,
  { upload, uploads }: { readonly upload: HeldUpload; readonly uploads: ResumableUploads },
): Promise<Response> {
  const name = await finishUpload(upload, uploads, request, ctx);
  const headers = { ...progressHeaders(upload), ...storedHeaders(name, ctx) };
  const wantsJson = request.headers.get('accept')?.includes('application/json') === true;
  if (wantsJson) return storedResponse(name, upload, ctx, { status: 200, headers });
  return new Response(null, { status: 204, headers });
}

/** The length of an upload may come later, but only once. */
async function declareLength(
  upload: HeldUpload,
  length: number | undefined,
  ctx: RequestContext,
): Promise<void> {
  const { info } = upload;
  if (length === undefined || length === info.sizeBytes) return;
  if (info.sizeBytes !== undefined || length < info.offset) {
    throw new HttpError(400, `${lengthHeader} does not fit this upload.`);
  }
  await checkAsPut(clientContext(ctx, info.name), length);
  await upload.declareSize(length);
}

function wrongOffset(offset: number): HttpError {
  return new HttpError(409, `Go on at byte ${offset}.`, { [offsetHeader]: String(offset) });
}
