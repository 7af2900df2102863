import { sign } from '../lib/access/secrets.ts';
import {
  formatSignedUrl,
  permissionOf,
  type SignOptions,
  signedText,
} from '../lib/access/signed-url.ts';
import { hmacSha256 } from './node/hash.ts';
import { withoutTrailingSlashes } from './node/without-trailing-slashes.ts';

export type { SignOptions } from '../lib/access/signed-url.ts';

/**
 * Makes a URL that lets whoever has it read or upload a file without a secret. For a prefix it is
 * only the query, with its question mark, to be put behind the URL of any name that begins so.
 */
export function signUrl({ secret, url = '', ...rest }: SignOptions): string {
  const permission = permissionOf(rest);
  const signature = sign(hmacSha256, secret, signedText(permission));
  return formatSignedUrl({ permission, signature }, withoutTrailingSlashes(url));
}
