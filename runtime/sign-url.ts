import { sign } from '../lib/access/secrets.ts';
import { formatSignedQuery, type Permission, signedText } from '../lib/access/signed-url.ts';
import { formatLocation } from '../lib/names/url-path.ts';
import { hmacSha256 } from './node/hash.ts';
import { withoutTrailingSlashes } from './node/without-trailing-slashes.ts';

export interface SignOptions {
  /** A secret of the node: one for reading where `method` is GET, one for writing where PUT. */
  readonly secret: string;
  /** `GET` allows HEAD as well. */
  readonly method: 'GET' | 'PUT';
  /** The name, decoded: for GET a stored one, for PUT as it is sent. */
  readonly name: string;
  /** Takes `name` for the beginning of all names that are allowed; a directory ends with `/`. */
  readonly isPrefix?: boolean;
  /** Unix seconds from which on it is no longer good. */
  readonly expires: number;
  /** The largest body, in bytes. */
  readonly maxSizeBytes?: number;
  /** A media type such as `image/png`, or a range such as `image/*`. */
  readonly type?: string;
  /** The node's URL, to begin the signed one with. */
  readonly url?: string;
}

/**
 * Makes a URL that lets whoever has it read or upload a file without a secret. For a prefix it is
 * only the query, with its question mark, to be put behind the URL of any name that begins so.
 */
export function signUrl({ secret, url = '', isPrefix = false, ...rest }: SignOptions): string {
  if (!Number.isSafeInteger(rest.expires) || rest.expires < 0) {
    throw new RangeError('`expires` is in whole Unix seconds.');
  }
  const permission: Permission = { ...rest, isPrefix };
  const signature = sign(hmacSha256, secret, signedText(permission));
  const query = formatSignedQuery({ permission, signature });
  return isPrefix
    ? `?${query}`
    : `${formatLocation(withoutTrailingSlashes(url), rest.name)}?${query}`;
}
