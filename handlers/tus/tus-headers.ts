import { HttpError } from '../../lib/http/http-error.ts';
import { offsetHeader } from '../../lib/http/upload-offset.ts';

/** The version of the protocol that is spoken here. */
export const tusVersion = '1.0.0';
export const tusExtensions =
  'creation,creation-with-upload,creation-defer-length,checksum,expiration,termination';

export const resumableHeader = 'Tus-Resumable';
export const lengthHeader = 'Upload-Length';
export const metadataHeader = 'Upload-Metadata';

/** What a page may read of a response, beside what it may read of all others. */
export const readableHeaders = [
  ...[resumableHeader, 'Tus-Version', 'Tus-Extension', 'Tus-Max-Size', 'Tus-Checksum-Algorithm'],
  ...[offsetHeader, lengthHeader, 'Upload-Defer-Length', metadataHeader, 'Upload-Expires'],
  'Content-Location',
].join(', ');

/** The type of a body that is a part of an upload. */
const partType = 'application/offset+octet-stream';

/** Throws a 412 for another version of the protocol, and for a client that speaks another one. */
export function requireTus({ headers }: Pick<Request, 'headers'>): void {
  if (headers.get(resumableHeader) === tusVersion) return;
  throw new HttpError(412, `Send ${resumableHeader}: ${tusVersion}.`, {
    'Tus-Version': tusVersion,
  });
}

/** Whether the body is a part of an upload. */
export function hasPart({ headers }: Pick<Request, 'headers'>): boolean {
  return (headers.get('content-type') ?? '').toLowerCase() === partType;
}

/** Throws a 415 for a body of another type. */
export function requirePart(request: Pick<Request, 'headers'>): void {
  if (!hasPart(request)) throw new HttpError(415, `Send the bytes as ${partType}.`);
}

/** Parses a header with a number of bytes; throws a 400 for one with anything else. */
export function parseCount(headers: Headers, name: string): number | undefined {
  const text = headers.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,15}$/u.test(text)) throw new HttpError(400, `${name} is not a number of bytes.`);
  return Number(text);
}

/** How large the upload is, if its client knows. */
export function parseLength(headers: Headers): number | undefined {
  if (headers.has('upload-concat')) {
    throw new HttpError(400, 'Uploads are not put together here; send the file as one upload.');
  }
  const length = parseCount(headers, lengthHeader);
  const isDeferred = headers.get('upload-defer-length') === '1';
  if ((length === undefined) === isDeferred) return length;
  throw new HttpError(400, `Send either ${lengthHeader} or Upload-Defer-Length: 1.`);
}

/** The SHA-1 that the body must have, in hex; throws a 400 for any other checksum. */
export function parseChecksum(headers: Headers): string | undefined {
  const text = headers.get('upload-checksum');
  if (text === null) return undefined;
  const encoded = /^sha1 ([\w+/]{27}=)$/u.exec(text)?.[1];
  if (encoded === undefined) {
    throw new HttpError(400, 'Upload-Checksum is not "sha1" and a SHA-1 in base64.');
  }
  return [...atob(encoded)].map(toHex).join('');
}

function toHex(byte: string): string {
  return byte.charCodeAt(0).toString(16).padStart(2, '0');
}
