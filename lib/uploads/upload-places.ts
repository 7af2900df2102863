import type { PartialUploadLimits } from '../limits/partial-upload-limits.ts';
import type { Upload } from './upload-parts.ts';

/**
 * The largest share of all unfinished uploads for one signed URL, and how full the node may be for
 * one more by any. To begin an upload costs nothing, and it has its place for a day: whoever has a
 * signed URL must not keep out callers with a secret.
 */
const shares = { signature: 1 / 8, signatures: 1 / 2 };

/** Whether there is a place for one more, which the signature in a URL may permit. */
export function hasPlace(
  unfinished: readonly Pick<Upload, 'signature'>[],
  { maxUploads }: Pick<PartialUploadLimits, 'maxUploads'>,
  signature?: string,
): boolean {
  if (signature === undefined) return unfinished.length < maxUploads;
  const own = unfinished.filter((upload) => upload.signature === signature);
  if (own.length >= Math.ceil(maxUploads * shares.signature)) return false;
  return unfinished.length < Math.ceil(maxUploads * shares.signatures);
}
