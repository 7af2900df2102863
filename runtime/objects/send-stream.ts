import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { clearTimeout, setTimeout } from 'node:timers';
import type { SpooledContent } from '../../lib/object-store/object-store.ts';
import type { SendStream, SignedRequest } from './s3-client.ts';

/** A transfer fails when nothing moves for this long. */
const defaultIdleTimeoutMs = 60_000;
/** More of a response is not read. */
const maxResponseBytes = 64 * 1024;

/**
 * Sends a body with Node's own client, as fast as the store takes it. A response that comes before
 * the end of the body ends the sending.
 */
export const sendStream: SendStream = createSendStream(defaultIdleTimeoutMs);

/** The same, for a transfer that fails when nothing moves for so long. */
export function createSendStream(idleTimeoutMs: number): SendStream {
  return async (request, content, signal) => {
    const sending = begin(request, content, signal);
    // The `setTimeout` of a request does nothing on Bun while its body is being sent.
    const idle = setTimeout(() => sending.destroy(idleError()), idleTimeoutMs);
    const aborted = new AbortController();
    const responded = once(sending, 'response', { signal: aborted.signal }).then(
      ([response]) => response as IncomingMessage,
    );
    const body = Readable.from(noting(content.read(), idle), { objectMode: false });
    const sent = pipeline(body, sending);
    try {
      const response = await Promise.race([responded, sent.then(() => responded)]);
      return await toResponse(response, idle);
    } finally {
      aborted.abort();
      sending.destroy();
      // What it was about has been reported.
      await Promise.allSettled([sent, responded]);
      clearTimeout(idle);
    }
  };
}

function begin(
  { method, url, headers }: SignedRequest,
  { sizeBytes }: SpooledContent,
  signal: AbortSignal,
): ClientRequest {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const all = { ...Object.fromEntries(headers), 'content-length': String(sizeBytes) };
  return send(url, { method, headers: all, signal });
}

/** Puts the timer back with each chunk: the next one is wanted once most of the last was taken. */
async function* noting<Chunk>(
  chunks: AsyncIterable<Chunk>,
  idle: NodeJS.Timeout,
): AsyncGenerator<Chunk> {
  for await (const chunk of chunks) {
    idle.refresh();
    yield chunk;
  }
}

function idleError(): Error {
  const error = new Error('The connection to the store was idle for too long.');
  return Object.assign(error, { code: 'ETIMEDOUT' });
}

async function toResponse(message: IncomingMessage, idle: NodeJS.Timeout): Promise<Response> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of noting(message as AsyncIterable<Buffer>, idle)) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxResponseBytes) break;
    chunks.push(chunk);
  }
  const { statusCode: status = 0, rawHeaders } = message;
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] as string, rawHeaders[index + 1] as string);
  }
  const hasBody = status !== 204 && status !== 304;
  return new Response(hasBody ? Buffer.concat(chunks) : null, { status, headers });
}
