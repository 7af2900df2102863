import type { RequestContext } from '../../lib/context.ts';
import { begunBody } from '../../lib/forms/begun-body.ts';
import { nowSeconds } from '../../lib/host/clock.ts';
import type { FormField, FormFile } from '../../lib/host/form.ts';
import { parseFileName } from '../../lib/http/content-disposition.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { checkCoding, isForm, parseUploadHeaders } from '../../lib/http/upload-headers.ts';
import { formLimits } from '../../lib/limits/form-limits.ts';
import type { StagedFile } from '../../lib/storage/storage.ts';
import { type NamingContext, nameInDirectory } from './posted-name.ts';
import { checkUpload } from './put-file.ts';
import { requireSha1, stageWhole } from './stage-body.ts';

/** What it takes to stage what was posted. */
export type PostContext = NamingContext &
  Pick<RequestContext, 'turn' | 'storage' | 'readForm' | 'health'>;

/** A file that was posted, staged under the name it is going to be stamped with. */
export interface PostedUpload {
  readonly name: string;
  readonly staged: StagedFile;
}

/**
 * Stages what was posted, a form or the content of one file, and adds each file to `uploads` as
 * soon as it is staged: whoever calls this disposes of all, also where it throws.
 */
export function stagePosted(
  request: Request,
  ctx: PostContext,
  uploads: PostedUpload[],
): Promise<void> {
  return isForm(request.headers)
    ? stageForm(request, ctx, uploads)
    : stageOne(request, ctx, uploads);
}

async function stageForm(
  request: Request,
  ctx: PostContext,
  uploads: PostedUpload[],
): Promise<void> {
  const { headers, body } = request;
  if (ctx.readForm === undefined) {
    throw new HttpError(501, 'This host takes no forms; send the content of one file.');
  }
  checkCoding(headers);
  await ctx.storage.checkSpace(Number(headers.get('content-length')));
  const type = `${headers.get('content-type')}`;
  for await (const part of ctx.readForm(ctx.turn.receive(body), type, formLimits)) {
    if (part.kind === 'field') refuseChunk(part);
    else await stagePart(part, ctx, uploads);
  }
  if (uploads.length === 0) throw new HttpError(400, 'The form has no file.');
}

/**
 * Stages one file of a form. A browser sends a part without name and content for a field in which
 * no file was chosen: whatever the form is signed for, that is none.
 */
async function stagePart(
  { fileName, type, body }: FormFile,
  ctx: PostContext,
  uploads: PostedUpload[],
): Promise<void> {
  const content = fileName === '' ? await begunBody(body) : body;
  if (content === undefined) return;
  const name = nameInDirectory(ctx, fileName, type);
  const staged = await stageWhole(content, {}, nowSeconds(ctx.clock), { ...ctx, name });
  uploads.push({ name, staged });
}

/**
 * Dropzone cuts large files where it is told to. Each part would be stored as a file of its own,
 * and its sender would be told that all is well.
 */
function refuseChunk({ name, value }: FormField): void {
  if (name !== 'dztotalchunkcount' || value === '1') return;
  throw new HttpError(400, 'Parts of a file are not put together: send it whole, or by tus.');
}

async function stageOne(
  request: Request,
  ctx: PostContext,
  uploads: PostedUpload[],
): Promise<void> {
  const { headers } = request;
  const upload = parseUploadHeaders(request);
  const disposition = headers.get('content-disposition') ?? '';
  const fileName = parseFileName(disposition);
  if (fileName === undefined) {
    throw new HttpError(400, 'Send a form, or the name of the file in Content-Disposition.');
  }
  const name = nameInDirectory(ctx, fileName, headers.get('content-type'));
  checkUpload(upload, ctx);
  const body = ctx.turn.receive(request.body);
  const staged = await stageWhole(body, upload, nowSeconds(ctx.clock), { ...ctx, name });
  uploads.push({ name, staged });
  requireSha1(staged, upload);
}
