import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Exchange } from './exchange.ts';

/** An unread rest of a body this small is read and dropped, and the connection goes on. */
const drainedBytes = 64 * 1024;
/** How much more, and how long, a client that was refused may go on sending before it is cut off. */
const lingerBytes = 16 * 1024 * 1024;
const lingerMs = 3000;

/**
 * Sends a Fetch response through Node. An error in the middle of the body destroys the connection: the
 * client sees a short body, never one that ends as if it were whole. A client that goes away ends the body.
 */
export async function sendResponse(answer: Response, exchange: Exchange): Promise<void> {
  const { request, response, idleTimeoutMs } = exchange;
  const hasUnreadBody = !request.complete && !exchange.isBodyAwaited;
  const mustLinger = hasUnreadBody && !willDrain(request);
  const mustClose = exchange.mustClose || mustLinger || exchange.isBodyAwaited;
  if (response.destroyed) return await answer.body?.cancel();
  response.setTimeout(idleTimeoutMs, () => response.destroy());
  response.setHeaders(answer.headers);
  if (mustClose) response.setHeader('Connection', 'close');
  if (isEmpty(answer, request)) response.setHeader('Content-Length', '0');
  response.writeHead(answer.status);
  if (answer.body !== null) await pump(answer.body, response);
  // A handler that left the body half-read also left its listener, under which nothing drains.
  if (hasUnreadBody) request.removeAllListeners('readable');
  if (mustLinger) await linger(request, response);
  await end(response);
  request.socket.setTimeout(0);
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

function end(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve();
    response.once('close', resolve);
    response.end();
  });
}

function willDrain(request: IncomingMessage): boolean {
  return Number(request.headers['content-length'] ?? Number.NaN) <= drainedBytes;
}

/**
 * Reads and drops what a refused client is still sending, within bounds: closing at once would reset the
 * connection, and the client would see that instead of the answer.
 */
function linger(request: IncomingMessage, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(stop, lingerMs);
    request.on('data', (chunk: Uint8Array) => {
      bytes += chunk.length;
      if (bytes > lingerBytes) stop();
    });
    request.once('end', stop);
    response.once('close', stop);
    request.resume();
  });
}
