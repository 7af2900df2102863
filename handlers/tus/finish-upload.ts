import type { RequestContext } from '../../lib/context.ts';
import { assert } from '../../lib/errors/assert.ts';
import { UploadGoneError } from '../../lib/errors/domain-errors.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { mismatchReason, reasonHeader } from '../../lib/http/node-headers.ts';
import type { StoredName } from '../../lib/names/stored-name.ts';
import type { ResumableUploads } from '../../lib/storage/storage.ts';
import type { HeldUpload } from '../../lib/uploads/held-upload.ts';
import { storeStamped } from '../uploads/store-stamped.ts';
import { checkAsPut, clientContext } from './client-context.ts';
import { parseMetadata } from './upload-metadata.ts';

/** Whether all bytes of an upload have come. */
export function isComplete({ info }: HeldUpload): boolean {
  return info.offset === info.sizeBytes;
}

/**
 * Stores an upload whose bytes have all come as a PUT of the same would be, unless it was before.
 * What is refused can be tried again until the upload expires. Each time the first name that is
 * tried is the same, so a file whose storing was cut off is not stored twice. Rejects with an
 * `UploadGoneError` where the file was deleted since.
 */
export async function finishUpload(
  upload: HeldUpload,
  uploads: ResumableUploads,
  { signal }: Request,
  ctx: RequestContext,
): Promise<StoredName> {
  const { info } = upload;
  if (info.stored !== undefined) {
    // Libraries remember its URL, and would send nothing of a file that is chosen once more.
    if (await ctx.tombstones.has(info.stored)) throw new UploadGoneError();
    return info.stored;
  }
  const asClient = clientContext(ctx, info.name);
  await checkAsPut(asClient, info.sizeBytes);
  const staged = await uploads.stage(upload);
  try {
    await checkSha1(upload, staged.sha1);
    const { stamp } = upload.info;
    assert(stamp !== undefined, 'what is staged has its stamp');
    const { name } = await storeStamped(staged, asClient, signal, stamp.seconds);
    await upload.noteStored(name);
    return name;
  } finally {
    await staged.dispose();
  }
}

/** Throws a 400 if the whole does not have the hash that its client has announced. */
async function checkSha1(upload: HeldUpload, sha1: string): Promise<void> {
  const expected = parseMetadata(upload.info.metadata).get('sha1')?.toLowerCase();
  if (expected === undefined || expected === sha1) return;
  await upload.remove();
  const message = `The upload's SHA-1 is ${sha1}, not that of its metadata; begin again.`;
  throw new HttpError(400, message, { [reasonHeader]: mismatchReason });
}
