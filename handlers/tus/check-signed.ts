import { checkSignedUpload } from '../../lib/access/signed-upload.ts';
import type { RequestContext } from '../../lib/context.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import type { UploadInfo } from '../../lib/uploads/upload-info.ts';
import { largestUpload } from './client-context.ts';
import { parseMetadata } from './upload-metadata.ts';

/** What an upload must be known by; it has no bytes before it is begun. */
type Known = Pick<UploadInfo, 'name' | 'metadata' | 'sizeBytes'> & { readonly offset?: number };

/** The keys under which clients of tus state the type of a file. */
const typeKeys = ['filetype', 'type', 'contentType'];

/**
 * Throws a refusal of an upload that the signature in the URL, if it is by that that the request is
 * permitted, is not for: 403 for another name, 415 for another type, 413 for one that is larger.
 * Each request is permitted by its own URL; that which an upload was begun with only counts for its
 * place.
 */
export function checkSigned(
  ctx: Pick<RequestContext, 'signedFor' | 'config'>,
  { name, metadata, sizeBytes, offset = 0 }: Known,
): void {
  const { signedFor } = ctx;
  if (signedFor === undefined) return;
  const values = parseMetadata(metadata);
  const stated = typeKeys.map((key) => values.get(key) ?? null);
  checkSignedUpload(signedFor, name, stated);
  const limit = largestUpload(ctx);
  if ((sizeBytes ?? offset) <= limit) return;
  throw new HttpError(413, `The upload is larger than the limit of ${limit} bytes.`);
}
