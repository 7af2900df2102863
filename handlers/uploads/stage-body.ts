import type { Context, RequestContext } from '../../lib/context.ts';
import { contentType, isText } from '../../lib/http/content-type.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { mismatchReason, reasonHeader } from '../../lib/http/node-headers.ts';
import type { UploadHeaders } from '../../lib/http/upload-headers.ts';
import { splitName } from '../../lib/names/stored-name.ts';
import type { StagedFile } from '../../lib/storage/storage.ts';

/**
 * Stages a body and passes it to `store`. Nothing of it is left in the staging directory then,
 * whether it was stored or not. Throws a 400 if its hash is not the `X-Content-SHA1` sent.
 */
export async function withStagedFile(
  stage: () => Promise<StagedFile>,
  upload: UploadHeaders,
  { journal }: Pick<Context, 'journal'>,
  store: (staged: StagedFile) => Promise<Response>,
): Promise<Response> {
  await journal.checkSpace();
  const staged = await stage();
  try {
    requireSha1(staged, upload);
    return await store(staged);
  } finally {
    await staged.dispose();
  }
}

/** Throws a 400 if a body has another hash than its `X-Content-SHA1`. */
export function requireSha1(staged: StagedFile, { sha1 }: UploadHeaders): void {
  if (sha1 === undefined || sha1 === staged.sha1) return;
  const message = `The body's SHA-1 is ${staged.sha1}, not the X-Content-SHA1 sent.`;
  throw new HttpError(400, message, { [reasonHeader]: mismatchReason });
}

/**
 * Stages a body that is a whole file, if there is enough free space for it. `seconds` is the second
 * of its name, as far as that is known.
 */
export async function stageWhole(
  body: AsyncIterable<Uint8Array>,
  { sizeBytes = 0 }: UploadHeaders,
  seconds: number,
  { storage, config, name }: Pick<RequestContext, 'storage' | 'config' | 'name'>,
): Promise<StagedFile> {
  await storage.checkSpace(sizeBytes);
  return await storage.stage(body, config.maxSizeBytes, {
    isText: isText(contentType(splitName(name).extension)),
    seconds,
  });
}
