import type { RequestContext } from '../../lib/context.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import type { ResumableUploads } from '../../lib/storage/storage.ts';
import type { HeldUpload } from '../../lib/uploads/held-upload.ts';
import { checkSigned } from './check-signed.ts';
import { passOn } from './pass-on.ts';

/** The uploads of this node; throws a 501 where it has none. */
export function requireUploads({ storage }: Pick<RequestContext, 'storage'>): ResumableUploads {
  if (storage.uploads !== undefined) return storage.uploads;
  throw new HttpError(501, 'This node takes no resumable uploads; send the whole file by PUT.');
}

/**
 * Serves a request for the upload in its path, here or by the node that has it. One that a signed
 * URL does not permit takes the upload from nobody.
 */
export async function withUpload(
  request: Request,
  ctx: RequestContext,
  work: (upload: HeldUpload, uploads: ResumableUploads) => Promise<Response>,
): Promise<Response> {
  const id = ctx.name.slice(ctx.name.indexOf('/') + 1);
  const { uploads } = ctx.storage;
  const info = uploads?.infoOf(id);
  if (info !== undefined) checkSigned(ctx, info);
  const response = await uploads?.hold(id, async (upload) => {
    // Whoever had it may have said meanwhile how large it is.
    checkSigned(ctx, upload.info);
    return await work(upload, uploads);
  });
  return response ?? (await passOn(request, ctx, id));
}
