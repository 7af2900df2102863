import { type ContentRange, parseContentRange } from './content-range.ts';
import { HttpError } from './http-error.ts';

/** What the headers of an upload say about its body. */
export interface UploadHeaders {
  readonly sha1?: string;
  /** The size of the file; the body may be only the end of it. */
  readonly sizeBytes?: number;
  /** Which part of the file the body is; absent if it is the whole file. */
  readonly range?: ContentRange;
}

/**
 * Parses the headers about an upload's body. Throws if it is not the plain content of a file, or if
 * it is only part of one and the sender may not resume transfers (`mayContinue`).
 */
export function parseUploadHeaders(request: Request, mayContinue = false): UploadHeaders {
  const { headers } = request;
  checkMediaType(headers);
  // RFC 9110 §14.5: a server that does not support partial PUT must refuse it. Empty, it is none.
  const range = headers.get('content-range') || null;
  if (range !== null && !mayContinue)
    throw new HttpError(400, 'Send the whole file, without Content-Range.');
  const length = headers.get('content-length');
  if (length !== null && !/^\d+$/u.test(length)) {
    throw new HttpError(400, 'Content-Length is not a number of bytes.');
  }
  if (length === null && !headers.has('transfer-encoding') && request.body === null) {
    throw new HttpError(411, 'Send a Content-Length, or the body in chunks.');
  }
  const sha1 = headers.get('x-content-sha1');
  if (sha1 !== null && !/^[0-9a-f]{40}$/iu.test(sha1)) {
    throw new HttpError(400, 'X-Content-SHA1 is not 40 hexadecimal digits.');
  }
  return {
    ...(sha1 !== null && { sha1: sha1.toLowerCase() }),
    ...(length !== null && { sizeBytes: Number(length) }),
    ...(range !== null && parseRest(range, length)),
  };
}

/**
 * Throws a 415 for a body that contains the file instead of being it. Of the types only that of a
 * form with files is refused: other multipart types are files too, and many clients call any body
 * `application/x-www-form-urlencoded`.
 */
function checkMediaType(headers: Headers): void {
  checkCoding(headers);
  if (!isForm(headers)) return;
  const means = "`curl -T FILE`, or `body: file` in a page's fetch; POST takes forms";
  throw new HttpError(415, `Send the file as the body alone, not in a form: ${means}.`);
}

/** Whether a body is a form with files. */
export function isForm(headers: Headers): boolean {
  const [type = ''] = (headers.get('content-type') ?? '').split(/[;,\s]/u, 1);
  return type.toLowerCase() === 'multipart/form-data';
}

/**
 * Throws a 415 for a body that is compressed, or encoded otherwise, and a 501 where it is so for
 * the transfer: a host may undo the chunks only.
 */
export function checkCoding(headers: Headers): void {
  if (!/^(?:chunked)?$/iu.test(headers.get('transfer-encoding') ?? ''))
    throw new HttpError(501, 'The only supported Transfer-Encoding is "chunked".');
  const codings = (headers.get('content-encoding') ?? '').split(',').map((text) => text.trim());
  if (codings.some((coding) => coding !== '' && coding.toLowerCase() !== 'identity')) {
    throw new HttpError(415, 'Send the body without a Content-Encoding.');
  }
}

function parseRest(
  text: string,
  length: string | null,
): Required<Pick<UploadHeaders, 'sizeBytes' | 'range'>> {
  const range = parseContentRange(text);
  if (range === undefined || length === null) throw badRange();
  const { first, totalBytes } = range;
  if (totalBytes - first !== Number(length)) throw badRange();
  return { sizeBytes: totalBytes, range };
}

function badRange(): HttpError {
  return new HttpError(400, 'Content-Range and Content-Length are not the end of a file.');
}
