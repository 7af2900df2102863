import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { done } from '../../../lib/concurrency/done.ts';
import { type Backlog, estimateRequestBytes } from './backlog.ts';
import type { Exchange } from './exchange.ts';
import { lingerBytes, lingeringClose } from './lingering-close.ts';
import { createRequestQueue, type Work } from './request-queue.ts';
import { type ReadMode, readInSlices } from './sliced-reading.ts';

/**
 * One HTTP/1.1 connection. Its requests are served one after another, in the order in which they
 * came, even if the client pipelines them. While requests are queued the socket is not read.
 */
export interface Connection {
  /** Whether a request is being served, or its response still being sent. */
  readonly isBusy: boolean;
  /**
   * Queues a request. `work` is called when all responses before it are sent (RFC 9112 §9.3.2), or
   * never, if the connection is closing by then (§9.6). If the queued requests take too much memory
   * the connection is destroyed.
   */
  serve(exchange: Exchange, work: Work): void;
  /**
   * Notes a response that is sent without queueing its request; the connection must not be busy.
   */
  trackImmediate(response: ServerResponse): void;
  /**
   * Closes the connection after an error that leaves nothing readable on it. `respond` sends an
   * error and is queued like a request. If the error is in the body of a request that is being
   * served, the response to that request reports it instead.
   */
  fail(respond: Work): void;
  /**
   * Does the same when the head of a request did not arrive within `timeoutMs`. If the connection
   * was not being read, the client could not help it, and gets as much time again.
   */
  failOnHeadTimeout(timeoutMs: number, respond: Work): void;
  /** From now on parses a few requests at a time only. */
  readInSlices(): void;
}

/** This many queued requests must have been parsed in one go: queueing stops the reading. */
const burstRequests = 64;

/** Creates the connection over a socket. `onBurst` is called for each burst of requests. */
export function createConnection(
  socket: Duplex,
  backlog: Backlog,
  onBurst: () => void,
): Connection {
  const queue = createRequestQueue(backlog);
  let isServing = false;
  let latest: Exchange | undefined;
  let immediate: ServerResponse | undefined;
  let hasFailed = false;
  let isSliced = false;
  let isReadingPaused = false;
  let isInputDiscarded = false;
  let headTimeout: NodeJS.Timeout | undefined;

  function isBusy(): boolean {
    return isServing || immediate?.writableFinished === false;
  }

  function enqueue(work: Work, request?: IncomingMessage): void {
    const mustWait = isBusy();
    if (mustWait) pauseReading();
    const bytes = mustWait && request !== undefined ? estimateRequestBytes(request) : 0;
    if (!queue.push(work, bytes)) abort();
    if (queue.length === burstRequests) onBurst();
    if (!isServing) void serveQueue();
  }

  async function serveQueue(): Promise<void> {
    isServing = true;
    const previous = immediate;
    immediate = undefined;
    // Wait even if there is no response before: then the parser finishes its chunk first, and all
    // requests in that are queued. A response that is still being sent has its idle timeout on the
    // socket, and the next request clears that.
    await (previous === undefined ? done : closed(previous));
    for (let work = queue.shift(); work !== undefined; work = queue.shift()) {
      if (queue.length === 0) resumeReading();
      if (socket.writable) await work();
      // Lets other connections be served between two requests of this one.
      if (queue.length > 0) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    isServing = false;
  }

  function cancelHeadTimeout(): void {
    clearTimeout(headTimeout);
    headTimeout = undefined;
  }

  function release(): void {
    cancelHeadTimeout();
    queue.clear();
  }

  function abort(): void {
    socket.destroy();
    release();
  }

  function pauseReading(): void {
    isReadingPaused = true;
    slice();
  }

  function resumeReading(): void {
    if (!isReadingPaused) return;
    isReadingPaused = false;
    headTimeout?.refresh();
    socket.resume();
  }

  function readMode(): ReadMode {
    if (isInputDiscarded) return 'discard';
    // Once this side has ended, the rest of the last request must be read for the client to finish.
    if (isReadingPaused && socket.writable) return 'paused';
    return latest?.request.complete === false ? 'body' : 'head';
  }

  function slice(): void {
    if (isSliced || socket.destroyed) return;
    isSliced = true;
    socket.once('close', release);
    readInSlices(socket, readMode, lingerBytes);
  }

  function discardInput(): void {
    if (socket.destroyed) return;
    isInputDiscarded = true;
    slice();
  }

  function fail(respond: Work): void {
    if (hasFailed) return;
    hasFailed = true;
    if (isSliced) discardInput();
    if (latest === undefined || latest.request.complete) {
      enqueue(respond);
      return;
    }
    latest.mustClose = true;
    latest.bodyUnparseable = true;
    latest.request.emit('bodyUnparseable');
    enqueue(() => lingeringClose(socket));
  }

  function failOnHeadTimeout(timeoutMs: number, respond: Work): void {
    if (isReadingPaused || socket.isPaused()) {
      headTimeout = setTimeout(() => failOnHeadTimeout(timeoutMs, respond), timeoutMs).unref();
    } else {
      fail(respond);
    }
  }

  return {
    get isBusy() {
      return isBusy();
    },
    serve(exchange, work) {
      if (!socket.writable) return discardInput();
      cancelHeadTimeout();
      latest = exchange;
      enqueue(work, exchange.request);
    },
    trackImmediate(response) {
      cancelHeadTimeout();
      immediate = response;
    },
    fail,
    failOnHeadTimeout,
    readInSlices: slice,
  };
}

/** Resolves when a response was handed to the system in full, or its connection is closed. */
function closed(response: ServerResponse): Promise<void> {
  if (response.writableFinished || response.destroyed) return done;
  return new Promise((resolve) => response.once('close', resolve));
}
