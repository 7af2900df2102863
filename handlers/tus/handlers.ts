import type { RequestContext } from '../../lib/context.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { appendUpload } from './append-upload.ts';
import { finishUpload, isComplete } from './finish-upload.ts';
import { requireTus } from './tus-headers.ts';
import { declaredHeaders, progressHeaders, storedHeaders } from './upload-response.ts';
import { withUpload } from './with-upload.ts';

/**
 * HEAD: how far an upload is, and where its file is once it was stored. One that could not be
 * stored when its last byte had come is stored now.
 */
export async function headUpload(request: Request, ctx: RequestContext): Promise<Response> {
  requireTus(request);
  return await withUpload(request, ctx, async (upload, uploads) => {
    const stored = isComplete(upload)
      ? storedHeaders(await finishUpload(upload, uploads, request, ctx), ctx)
      : {};
    const headers = {
      ...progressHeaders(upload),
      ...declaredHeaders(upload),
      ...stored,
      'Cache-Control': 'no-store',
    };
    return new Response(null, { status: 200, headers });
  });
}

/** DELETE: ends an upload. A file that it has become stays. */
export async function deleteUpload(request: Request, ctx: RequestContext): Promise<Response> {
  requireTus(request);
  return await withUpload(request, ctx, async (upload) => {
    await upload.remove();
    return new Response(null, { status: 204 });
  });
}

const overridable = new Map([
  ['PATCH', appendUpload],
  ['HEAD', headUpload],
  ['DELETE', deleteUpload],
]);

/** POST for clients that can't send the method they mean, or whose proxies refuse it. */
export async function overrideMethod(request: Request, ctx: RequestContext): Promise<Response> {
  const meant = request.headers.get('x-http-method-override') ?? '';
  const handler = overridable.get(meant);
  if (handler !== undefined) return await handler(request, ctx);
  throw new HttpError(400, 'Send PATCH, or X-HTTP-Method-Override: PATCH.');
}
