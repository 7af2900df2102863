import { chunkBytes } from '../../../lib/storage/read-content.ts';

/** An answer on its way out. */
export interface ResponseParts {
  readonly status: number;
  /** Names and values by turns, as Node writes them quickest. */
  readonly head: readonly string[];
  /** Bytes that are all here, or a stream of more than those; `undefined` for no body. */
  readonly body: Uint8Array | ReadableStream<Uint8Array> | undefined;
}

/** An answer of which all is here. */
export interface BufferedResponse extends ResponseParts {
  readonly body: Uint8Array | undefined;
}

export function isWhole(answer: ResponseParts): answer is BufferedResponse {
  return !(answer.body instanceof ReadableStream);
}

/** Takes a Fetch response apart. A small body is read at once, so that it goes out in one write. */
export async function toResponseParts(
  response: Response,
  method: string | undefined,
): Promise<ResponseParts> {
  const { status, headers } = response;
  const head: string[] = [];
  let sizeBytes: number | undefined;
  for (const [name, value] of headers) {
    head.push(name, value);
    if (name === 'content-length') sizeBytes = Number(value);
  }
  if (response.body !== null) {
    const isSmall = sizeBytes !== undefined && sizeBytes <= chunkBytes;
    return { status, head, body: isSmall ? await readSmall(response.body) : response.body };
  }
  const hasNone = method === 'HEAD' || status === 204 || status === 304;
  // Node would end a body of no bytes as a body of no chunks.
  if (!hasNone && sizeBytes === undefined) head.push('content-length', '0');
  return { status, head, body: undefined };
}

/** A stream of one chunk, as nearly all small bodies are, is not copied. */
async function readSmall(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
  }
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}
