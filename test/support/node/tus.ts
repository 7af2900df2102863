import { createHash } from 'node:crypto';
import type { Context } from '../../../lib/context.ts';
import { type Sent, send } from './send.ts';

type Node = { readonly ctx: Context };
type Headers = Readonly<Record<string, string>>;

const version = { 'Tus-Resumable': '1.0.0' };

/** The value of `Upload-Metadata` for these keys. */
export function metadataOf(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}

/** The value of `Upload-Checksum` for a body. */
export function checksumOf(body: string): string {
  return `sha1 ${createHash('sha1').update(body).digest('base64')}`;
}

/** Sends any request of tus. */
export function sendTus(
  node: Node,
  method: string,
  path: string,
  { headers, body }: Sent = {},
): Promise<Response> {
  const sent = { headers: { ...version, ...headers }, ...(body !== undefined && { body }) };
  return send(node, method, path, sent);
}

/** Begins an upload of a file `a.txt`, and returns its path. */
export async function beginUpload(
  node: Node,
  sizeBytes: number | undefined,
  headers: Headers = {},
): Promise<string> {
  const length: Headers =
    sizeBytes === undefined
      ? { 'Upload-Defer-Length': '1' }
      : { 'Upload-Length': String(sizeBytes) };
  const metadata = { 'Upload-Metadata': metadataOf({ filename: 'a.txt' }) };
  const response = await sendTus(node, 'POST', '/_tus/', {
    headers: { ...length, ...metadata, ...headers },
  });
  const location = response.headers.get('location');
  if (response.status !== 201 || location === null) throw new Error(await response.text());
  return location;
}

/** Sends the next bytes of an upload. */
export function sendPart(
  node: Node,
  path: string,
  offset: number,
  body: Sent['body'],
  headers: Headers = {},
): Promise<Response> {
  const part = {
    'Content-Type': 'application/offset+octet-stream',
    'Upload-Offset': String(offset),
    ...headers,
  };
  return sendTus(node, 'PATCH', path, { headers: part, ...(body !== undefined && { body }) });
}

/** How far an upload is, or the status of the response if it is not here. */
export async function offsetOf(node: Node, path: string): Promise<number> {
  const response = await sendTus(node, 'HEAD', path);
  return Number(response.headers.get('upload-offset') ?? -response.status);
}

/** The path of the file that an upload has become. */
export function fileOf({ headers }: Response): string {
  return headers.get('content-location') ?? 'none';
}
