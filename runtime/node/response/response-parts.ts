import { chunkBytes } from '../../../lib/storage/read-content.ts';

/** A response that is ready to be sent. */
export interface ResponseParts {
  readonly status: number;
  /** Names and values alternately: the form that Node writes fastest. */
  readonly head: readonly string[];
  /** The whole body in memory, or a stream if it is larger; `undefined` for no body. */
  readonly body: Uint8Array | ReadableStream<Uint8Array> | undefined;
}

/** A response whose body is in memory. */
export interface BufferedResponse extends ResponseParts {
  readonly body: Uint8Array | undefined;
}

/** Whether all of a response is in memory. */
export function isBuffered(response: ResponseParts): response is BufferedResponse {
  return !(response.body instanceof ReadableStream);
}

/** Takes a Fetch response apart; `method` is that of its request. */
export function toResponseParts(response: Response, method: string | undefined): ResponseParts {
  const { status, headers } = response;
  const head: string[] = [];
  for (const [name, value] of headers) head.push(name, value);
  if (response.body !== null) return { status, head, body: response.body };
  const hasNoBody = method === 'HEAD' || status === 204 || status === 304;
  // Without this Node would send an empty chunked body.
  if (!hasNoBody && !headers.has('content-length')) head.push('content-length', '0');
  return { status, head, body: undefined };
}

/** Reads a small body into memory, so that it is sent in one write; rejects if that fails. */
export async function readIfSmall(parts: ResponseParts): Promise<ResponseParts> {
  const { head, body } = parts;
  const index = head.indexOf('content-length');
  const isSmall = index !== -1 && Number(head[index + 1]) <= chunkBytes;
  return isSmall && body instanceof ReadableStream
    ? { ...parts, body: await readSmall(body) }
    : parts;
}

/** Reads a body into memory; one that comes as a single chunk, as nearly all do, is not copied. */
async function readSmall(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
  }
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}
