import type { IncomingMessage, ServerResponse } from 'node:http';
import { done } from '../../../lib/concurrency/done.ts';
import type { Exchange } from '../connection/exchange.ts';
import { lingerBytes, lingeringClose } from '../connection/lingering-close.ts';
import { currentDate } from './current-date.ts';
import type { BufferedResponse, ResponseParts } from './response-parts.ts';

/** A request body up to this size that nobody read is drained, and the connection is kept. */
const maxDrainedBytes = 64 * 1024;

/**
 * Sends a response, and resolves when it is sent or the client has gone. An error in the middle of
 * the body destroys the connection, so the client sees a body that is too short, never one that
 * ends as if it were complete; the error is thrown on. When the client goes away the body is
 * cancelled.
 */
export function sendResponse(parts: ResponseParts, exchange: Exchange): Promise<void> {
  const { response } = exchange;
  const { status, head, body } = parts;
  if (response.destroyed) return body instanceof ReadableStream ? body.cancel() : done;
  if (exchange.mustClose || !canKeepAlive(exchange)) return sendAndLinger(parts, exchange);
  response.writeHead(status, dated(head));
  if (body instanceof ReadableStream) return sendStream(body, exchange);
  countSent(body?.length ?? 0, exchange);
  return end(body, exchange);
}

async function sendStream(body: ReadableStream<Uint8Array>, exchange: Exchange): Promise<void> {
  startIdleTimeout(exchange);
  await pump(body, exchange);
  await end(undefined, exchange);
}

/**
 * Sends a response without waiting for its end; nothing else may be in progress on the connection.
 */
export function sendImmediately(parts: BufferedResponse, exchange: Exchange): void {
  const { response } = exchange;
  countSent(parts.body?.length ?? 0, exchange);
  response.writeHead(parts.status, dated(parts.head));
  response.end(parts.body);
  if (hasUnsent(response)) startIdleTimeout(exchange);
}

/**
 * Sends a small response and closes the connection, without waiting for anything: neither for what
 * the client still sends nor for the client to close its side.
 */
export function sendAndClose(parts: BufferedResponse, exchange: Exchange): void {
  const { response } = exchange;
  countSent(parts.body?.length ?? 0, exchange);
  response.writeHead(parts.status, [...dated(parts.head), 'Connection', 'close']);
  response.end(parts.body);
  if (hasUnsent(response)) startIdleTimeout(exchange);
}

/** Sends a response, then closes the connection with a lingering close. */
async function sendAndLinger(parts: ResponseParts, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const { status, head, body } = parts;
  startIdleTimeout(exchange);
  // The end of the connection ends a body without a length: `linger` does not let Node end the
  // response, which would write the last chunk.
  response.removeHeader('Transfer-Encoding');
  response.writeHead(status, [...dated(head), 'Connection', 'close']);
  if (body instanceof ReadableStream) await pump(body, exchange);
  else if (body !== undefined) {
    countSent(body.length, exchange);
    response.write(body);
  }
  await linger(request, response);
}

function countSent(bytes: number, exchange: Exchange): void {
  exchange.bytes.sent += bytes;
  exchange.sent += bytes;
}

function dated(head: readonly string[]): string[] {
  return [...head, 'Date', currentDate()];
}

function startIdleTimeout({ response, idleTimeoutMs }: Exchange): void {
  response.setTimeout(idleTimeoutMs, () => response.destroy());
}

/** Whether bytes of a response, or of one before it, are not handed to the system yet. */
function hasUnsent({ socket, writableFinished }: ServerResponse): boolean {
  return socket === null || !writableFinished;
}

/** Writes a body with back-pressure. */
async function pump(body: ReadableStream<Uint8Array>, exchange: Exchange): Promise<void> {
  const { response } = exchange;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (response.destroyed) break;
      countSent(value.length, exchange);
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
    const finish = (): void => {
      response.off('drain', finish).off('close', finish);
      resolve();
    };
    response.once('drain', finish).once('close', finish);
  });
}

/**
 * Whether another request can follow on the connection: the body of this one was read to its end,
 * or the rest is small and the client sends it unasked.
 */
function canKeepAlive({ request, expectsContinue, bodyReadStarted }: Exchange): boolean {
  if (bodyReadStarted) return request.readableEnded;
  if (request.complete) return true;
  const sizeBytes = Number(request.headers['content-length'] ?? Number.NaN);
  return !expectsContinue && sizeBytes <= maxDrainedBytes;
}

/** Ends a response after which the connection is kept, and drains the rest of the request. */
function end(rest: Uint8Array | undefined, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  request.resume();
  return new Promise((resolve) => {
    if (response.destroyed) return resolve();
    response.once('close', resolve);
    response.end(rest);
    if (hasUnsent(response)) startIdleTimeout(exchange);
  });
}

/**
 * Closes the connection behind a response with a lingering close. `response.end()` would close it
 * at once, which resets it if the client is still sending.
 */
async function linger(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  // On a server of somebody else's, a response before this one may still be being sent.
  if (response.socket === null) return void response.end();
  response.flushHeaders();
  let bytes = 0;
  request.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes > lingerBytes) request.socket.destroy();
  });
  request.resume();
  await lingeringClose(request.socket);
}
