import { HttpError } from '../http/http-error.ts';
import type { SignedUpload } from './access.ts';
import { checkSignedType } from './signed-type.ts';

/**
 * Throws a 403 for a file of another name than was signed, and a 415 for one of another type.
 * `statedTypes` are what the sender says of its type, `null` where it says nothing; one at least,
 * and each must be permitted.
 */
export function checkSignedUpload(
  { prefix, type }: SignedUpload,
  name: string,
  statedTypes: readonly (string | null)[],
): void {
  if (!name.startsWith(prefix)) {
    throw new HttpError(403, `The URL is signed for names that begin with ${prefix}.`);
  }
  if (type === undefined) return;
  for (const stated of statedTypes) checkSignedType(type, stated, name);
}
