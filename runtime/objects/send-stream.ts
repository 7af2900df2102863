import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SpooledContent } from '../../lib/object-store/object-store.ts';
import type { SendStream, SignedRequest } from './s3-client.ts';

/** A transfer fails when nothing moves for this long. */
const idleTimeoutMs = 60_000;
/** More of a response is not read. */
const maxResponseBytes = 64 * 1024;

/**
 * Sends a body with Node's own client, as fast as the store takes it. A response that comes before
 * the end of the body ends the sending.
 */
export const sendStream: SendStream = async (request, content, signal) => {
  const sending = begin(request, content, signal);
  const aborted = new AbortController();
  const responded = once(sending, 'response', { signal: aborted.signal }).then(
    ([response]) => response as IncomingMessage,
  );
  const sent = pipeline(Readable.from(content.read(), { objectMode: false }), sending);
  try {
    const response = await Promise.race([responded, sent.then(() => responded)]);
    return await toResponse(response);
  } finally {
    aborted.abort();
    sending.destroy();
    // What it was about has been reported.
    await Promise.allSettled([sent, responded]);
  }
};

function begin(
  { method, url, headers }: SignedRequest,
  { sizeBytes }: SpooledContent,
  signal: AbortSignal,
): ClientRequest {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const all = { ...Object.fromEntries(headers), 'content-length': String(sizeBytes) };
  const sending = send(url, { method, headers: all, signal });
  sending.setTimeout(idleTimeoutMs, () => {
    const error = new Error('The connection to the store was idle for too long.');
    sending.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  });
  return sending;
}

async function toResponse(message: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
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
