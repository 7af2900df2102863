import type { IncomingMessage, ServerResponse } from 'node:http';
import { closeGently } from './close-gently.ts';
import type { Exchange } from './exchange.ts';

/** An unread body this small is read and dropped, and the connection goes on. */
const drainedBytes = 64 * 1024;
/** How much more than that a client that was refused may go on sending before it is cut off. */
const lingerBytes = 16 * 1024 * 1024;

/**
 * Sends a Fetch response through Node. An error in the middle of the body destroys the
 * connection: the client sees a short body, never one that ends as if it were whole. A client
 * that goes away ends the body.
 */
export async function sendResponse(answer: Response, exchange: Exchange): Promise<void> {
  const { request, response, idleTimeoutMs } = exchange;
  if (response.destroyed) return await answer.body?.cancel();
  const mustClose = exchange.mustClose || !canGoOn(exchange);
  response.setTimeout(idleTimeoutMs, () => response.destroy());
  response.setHeaders(answer.headers);
  if (mustClose) {
    response.setHeader('Connection', 'close');
    // A body without a length then ends with the connection: the last chunk would be for Node to
    // write.
    response.removeHeader('Transfer-Encoding');
  }
  if (isEmpty(answer, request)) response.setHeader('Content-Length', '0');
  response.writeHead(answer.status);
  if (answer.body !== null) await pump(answer.body, response);
  if (mustClose) await close(request, response);
  else await end(request, response);
}

/** Node would end a body of no bytes as a body of no chunks. */
function isEmpty(answer: Response, request: IncomingMessage): boolean {
  const hasNone = request.method === 'HEAD' || answer.status === 204 || answer.status === 304;
  return answer.body === null && !hasNone && !answer.headers.has('content-length');
}

/** Sends a body with back-pressure. */
async function pump(body: ReadableStream<Uint8Array>, response: ServerResponse): Promise<void> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (response.destroyed) break;
      if (!response.write(value)) await drainedOrClosed(response);
    }
  } catch (error) {
    response.destroy();
    throw error;
  }
  await reader.cancel();
}

function drainedOrClosed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.once('drain', go).once('close', go);
  });
}

/**
 * Tells whether the next request will be found: what is left of this one is little, and will
 * come.
 */
function canGoOn({ request, isBodyAwaited, isBodyBegun }: Exchange): boolean {
  if (isBodyBegun) return request.readableEnded;
  if (request.complete) return true;
  const sizeBytes = Number(request.headers['content-length'] ?? Number.NaN);
  return !isBodyAwaited && sizeBytes <= drainedBytes;
}

/** Ends an answer after which the connection goes on. */
function end(request: IncomingMessage, response: ServerResponse): Promise<void> {
  dropBody(request);
  return new Promise((resolve) => {
    if (response.destroyed) return resolve();
    response.once('close', resolve);
    response.end();
  });
}

/**
 * Ends an answer that ends its connection. Node would close it at once, and reset it under the
 * client.
 */
async function close(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  response.flushHeaders();
  let bytes = 0;
  request.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes > lingerBytes) request.socket.destroy();
  });
  dropBody(request);
  await closeGently(request.socket);
}

/** A handler that left the body half-read also left its listener, under which nothing flows. */
function dropBody(request: IncomingMessage): void {
  request.removeAllListeners('readable');
  request.resume();
}
