import type { StoredNameParts } from '../names/stored-name.ts';
import { contentType, isActiveContent } from './content-type.ts';
import { formatEntityTag } from './entity-tag.ts';
import { formatHttpDate } from './http-date.ts';

/** A year: the content under a name never changes. */
const maxAgeSeconds = 31_536_000;

/** How somebody came to read a file that not everybody may read. */
export interface RestrictedRead {
  /** Whether with a secret; otherwise by a signed URL. */
  readonly isBySecret: boolean;
  /** How long the permission is good; `Infinity` where it does not end. */
  readonly secondsLeft: number;
}

/** The headers of every successful answer about a file, all of them made from its name. */
export function describeFile({ seconds, sha1, extension }: StoredNameParts): Headers {
  const type = contentType(extension);
  const headers = new Headers({
    'Content-Type': type,
    'Accept-Ranges': 'bytes',
    ETag: formatEntityTag(sha1),
    'Cache-Control': `max-age=${maxAgeSeconds}`,
    'X-Content-SHA1': sha1,
    // Files are there for the pages of an application, which often is another site.
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
  const lastModified = formatHttpDate(seconds);
  if (lastModified !== undefined) headers.set('Last-Modified', lastModified);
  if (isActiveContent(type)) {
    headers.set('Content-Security-Policy', "sandbox; default-src 'none'");
    // No worker gets it, and a cache in front must know that. On no other file, because some
    // caches keep nothing that varies.
    headers.set('Vary', 'Service-Worker');
  }
  return headers;
}

/**
 * Changes the headers of a file that not everybody may read. A shared cache must not keep it
 * (RFC 9111 §5.2.2.7), and a browser's own neither for somebody else nor for longer than a signed
 * URL is good. What was read with a secret, which a browser may send by itself, no other site's
 * page may embed; a signed URL is for whoever has it.
 */
export function restrictSharing(headers: Headers, read: RestrictedRead): void {
  const maxAge = Math.max(0, Math.floor(Math.min(maxAgeSeconds, read.secondsLeft)));
  headers.set('Cache-Control', `private, max-age=${maxAge}`);
  headers.append('Vary', 'Authorization');
  if (read.isBySecret) headers.set('Cross-Origin-Resource-Policy', 'same-origin');
}
