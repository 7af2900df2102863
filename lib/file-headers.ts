import { contentType, isActiveContent } from './content-type.ts';
import { formatEntityTag } from './entity-tag.ts';
import { formatHttpDate } from './http-date.ts';
import type { StoredNameParts } from './stored-name.ts';

/** A year: the content under a name never changes. */
const cacheControl = 'max-age=31536000';

/** The headers of every successful answer about a file, all of them made from its name. */
export function describeFile({ seconds, sha1, extension }: StoredNameParts): Headers {
  const type = contentType(extension);
  const headers = new Headers({
    'Content-Type': type,
    'Accept-Ranges': 'bytes',
    ETag: formatEntityTag(sha1),
    'Cache-Control': cacheControl,
    'X-Content-SHA1': sha1,
    // Files are there for the pages of an application, which often is another site.
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
  const lastModified = formatHttpDate(seconds);
  if (lastModified !== undefined) headers.set('Last-Modified', lastModified);
  if (isActiveContent(type)) headers.set('Content-Security-Policy', "sandbox; default-src 'none'");
  return headers;
}

/**
 * Changes the headers of a file that not everybody may read. A shared cache must not keep it
 * (RFC 9111 §5.2.2.7). What was read with a secret, which a browser may send by itself, no other
 * site's page may embed; a signed URL is for whoever has it.
 */
export function restrictSharing(headers: Headers, isBySecret: boolean): void {
  headers.set('Cache-Control', `private, ${cacheControl}`);
  if (isBySecret) headers.set('Cross-Origin-Resource-Policy', 'same-origin');
}
