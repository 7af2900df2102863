import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Exchange } from '../connection/exchange.ts';
import { lingerBytes, lingeringClose } from '../connection/lingering-close.ts';
import type { BufferedResponse, ResponseParts } from './response-parts.ts';

/** An unread body this small is read and dropped, and the connection goes on. */
const drainedBytes = 64 * 1024;

/**
 * Sends an answer through Node. An error in the middle of the body destroys the connection: the
 * client sees a short body, never one that ends as if it were whole. A client that goes away ends
 * the body.
 */
export async function sendResponse(answer: ResponseParts, exchange: Exchange): Promise<void> {
  const { response } = exchange;
  const { status, head, body } = answer;
  if (response.destroyed) {
    if (body instanceof ReadableStream) await body.cancel();
    return;
  }
  if (exchange.mustClose || !canGoOn(exchange)) return await sendLast(answer, exchange);
  response.writeHead(status, head as string[]);
  if (body instanceof ReadableStream) {
    limitSilence(exchange);
    await pump(body, response);
    await end(undefined, exchange);
  } else {
    await end(body, exchange);
  }
}

/**
 * Sends an answer without waiting for its end, on a connection where nothing else is under way.
 */
export function sendAtOnce({ status, head, body }: BufferedResponse, exchange: Exchange): void {
  const { response } = exchange;
  response.writeHead(status, head as string[]);
  response.end(body);
  if (hasUnsent(response)) limitSilence(exchange);
}

/**
 * Sends a small answer that ends its connection, without waiting for what the client still sends,
 * or for the client to close.
 */
export function sendAndClose({ status, head, body }: BufferedResponse, exchange: Exchange): void {
  const { response } = exchange;
  response.writeHead(status, [...head, 'Connection', 'close']);
  response.end(body);
  if (hasUnsent(response)) limitSilence(exchange);
}

/** Sends an answer that ends its connection. */
async function sendLast({ status, head, body }: ResponseParts, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  limitSilence(exchange);
  // A body without a length then ends with the connection: the last chunk would be for Node to
  // write.
  response.removeHeader('Transfer-Encoding');
  response.writeHead(status, [...head, 'Connection', 'close']);
  if (body instanceof ReadableStream) await pump(body, response);
  else if (body !== undefined) response.write(body);
  await close(request, response);
}

function limitSilence({ response, idleTimeoutMs }: Exchange): void {
  response.setTimeout(idleTimeoutMs, () => response.destroy());
}

/** Whether the client has yet to take what it was sent, or what comes before it. */
function hasUnsent({ socket, writableFinished }: ServerResponse): boolean {
  return socket === null || !writableFinished;
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
function canGoOn({ request, expectsContinue, bodyReadStarted }: Exchange): boolean {
  if (bodyReadStarted) return request.readableEnded;
  if (request.complete) return true;
  const sizeBytes = Number(request.headers['content-length'] ?? Number.NaN);
  return !expectsContinue && sizeBytes <= drainedBytes;
}

/** Ends an answer after which the connection goes on. */
function end(rest: Uint8Array | undefined, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  request.resume();
  return new Promise((resolve) => {
    if (response.destroyed) return resolve();
    response.once('close', resolve);
    response.end(rest);
    if (hasUnsent(response)) limitSilence(exchange);
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
  request.resume();
  await lingeringClose(request.socket);
}
