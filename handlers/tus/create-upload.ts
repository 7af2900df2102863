import type { RequestContext } from '../../lib/context.ts';
import { assert } from '../../lib/errors/assert.ts';
import { formatLocation } from '../../lib/names/url-path.ts';
import type { HeldUpload } from '../../lib/uploads/held-upload.ts';
import { takeIn } from './append-upload.ts';
import { checkSigned } from './check-signed.ts';
import { checkAsPut, clientContext } from './client-context.ts';
import { finishUpload, isComplete } from './finish-upload.ts';
import { hasPart, metadataHeader, parseChecksum, parseLength, requireTus } from './tus-headers.ts';
import { nameOfUpload, parseMetadata } from './upload-metadata.ts';
import { progressHeaders, storedHeaders, storedResponse } from './upload-response.ts';
import { requireUploads } from './with-upload.ts';

/**
 * POST: begins an upload, and takes in its first bytes if they come with the request. All that a
 * PUT of the file would be refused for before its body comes is refused here.
 */
export async function createUpload(request: Request, ctx: RequestContext): Promise<Response> {
  const { headers } = request;
  requireTus(request);
  const uploads = requireUploads(ctx);
  const sizeBytes = parseLength(headers);
  const metadata = headers.get(metadataHeader) ?? '';
  const name = nameOfUpload(parseMetadata(metadata));
  checkSigned(ctx, { name, metadata, ...(sizeBytes !== undefined && { sizeBytes }) });
  parseChecksum(headers);
  await checkAsPut(clientContext(ctx, name), sizeBytes);
  const { nodeId, publicUrl } = ctx.config;
  const signed = ctx.signedFor?.signed;
  const id = await uploads.create({
    nodeId,
    name,
    metadata,
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(signed !== undefined && { signature: signed.signature }),
  });
  // Clients go on with this very URL, so it is permitted by what permits this one.
  const location = { Location: formatLocation(publicUrl, `_tus/${id}`) + (signed?.query ?? '') };
  const response = await uploads.hold(id, async (upload) => {
    if (hasPart(request)) await begin(request, ctx, upload);
    const created = { ...location, ...progressHeaders(upload) };
    if (!isComplete(upload)) return new Response(null, { status: 201, headers: created });
    const stored = await finishUpload(upload, uploads, request, ctx);
    const found = { ...location, ...progressHeaders(upload), ...storedHeaders(stored, ctx) };
    return storedResponse(stored, upload, ctx, { status: 201, headers: found });
  });
  assert(response !== undefined, 'an upload that was begun is there');
  return response;
}

/** Of an upload whose URL its client will not get to know nothing is kept. */
async function begin(request: Request, ctx: RequestContext, upload: HeldUpload): Promise<void> {
  try {
    await takeIn(request, ctx, upload);
  } catch (error) {
    await upload.remove();
    throw error;
  }
}
