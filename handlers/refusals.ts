import { HttpError } from '../lib/http/http-error.ts';
import { offsetHeader } from '../lib/http/upload-offset.ts';

export const fileMethods = 'GET, HEAD, PUT, DELETE, OPTIONS';

/** A 404; a peer hears how many bytes are here of a transfer that broke off. */
export function notFound(offset?: number): HttpError {
  const headers = offset === undefined ? {} : { [offsetHeader]: String(offset) };
  return new HttpError(404, 'There is no such file.', headers);
}

/** A 404 would be taken for the truth by peers and caches. */
export function storageMissing(): HttpError {
  return new HttpError(503, 'The storage directory of this node is missing: is its disk mounted?', {
    'Retry-After': '30',
  });
}

export function reservedName(): HttpError {
  return new HttpError(400, 'Names that begin so are reserved for the server.');
}

/** A 405 that names the methods there are (RFC 9110 §15.5.6). */
export function wrongMethod(allow: string): HttpError {
  return new HttpError(405, `Use one of ${allow}.`, { Allow: allow });
}
