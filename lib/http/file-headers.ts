import type { StoredNameParts } from '../names/stored-name.ts';
import { contentType, isActiveContent } from './content-type.ts';
import { formatEntityTag } from './entity-tag.ts';
import { formatHttpDate } from './http-date.ts';

/** A year: the content under a name never changes. */
const maxAgeSeconds = 31_536_000;

/** How a caller was permitted to read a file that not everybody may read. */
export interface RestrictedRead {
  /** Whether by a secret; otherwise by a signed URL. */
  readonly isBySecret: boolean;
  /** How long the permission is still valid; `Infinity` if it does not expire. */
  readonly secondsLeft: number;
}

/**
 * The headers of every successful response about a file; all of them follow from its name, and the
 * charset from its content. A text in ASCII gets none: the Python version gave none either. One
 * whose charset is not known yet (`isUtf8` is `undefined`) is kept by no cache without asking. A
 * file from the future, whose node has a clock that is ahead, has no `Last-Modified`: that must not
 * be later than `Date` (RFC 9110 §8.8.2.1), and a time that changes would be no validator.
 */
export function describeFile(
  { seconds, sha1, extension }: StoredNameParts,
  { isUtf8, nowSeconds }: { readonly isUtf8: boolean | undefined; readonly nowSeconds: number },
): Headers {
  const type = contentType(extension);
  const headers = new Headers({
    'Content-Type': isUtf8 ? `${type}; charset=utf-8` : type,
    'Accept-Ranges': 'bytes',
    ETag: formatEntityTag(sha1),
    'Cache-Control': isUtf8 === undefined ? 'no-cache' : `max-age=${maxAgeSeconds}`,
    'X-Content-SHA1': sha1,
    // Files are for the pages of an application, which often is another site.
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
  const lastModified = seconds > nowSeconds ? undefined : formatHttpDate(seconds);
  if (lastModified !== undefined) headers.set('Last-Modified', lastModified);
  if (isActiveContent(type)) {
    headers.set('Content-Security-Policy', "sandbox; default-src 'none'");
    // A request for a worker is refused, and a cache in front must know that. Not for other files,
    // because some caches store nothing that has a Vary.
    headers.set('Vary', 'Service-Worker');
  }
  return headers;
}

/**
 * Restricts the headers of a file that not everybody may read. A shared cache must not store it
 * (RFC 9111 §5.2.2.7). A browser's cache must not keep it for another user, nor for longer than a
 * signed URL is valid. A browser may send a secret on its own, so pages of other sites must not
 * embed what was read with one; a signed URL works for whoever has it.
 */
export function restrictSharing(headers: Headers, read: RestrictedRead): void {
  const maxAge = Math.max(0, Math.floor(Math.min(maxAgeSeconds, read.secondsLeft)));
  headers.set('Cache-Control', `private, max-age=${maxAge}`);
  headers.append('Vary', 'Authorization');
  if (read.isBySecret) headers.set('Cross-Origin-Resource-Policy', 'same-origin');
}
