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
  });
  const lastModified = formatHttpDate(seconds);
  if (lastModified !== undefined) headers.set('Last-Modified', lastModified);
  if (isActiveContent(type)) headers.set('Content-Security-Policy', "sandbox; default-src 'none'");
  return headers;
}
