import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Backlog, memoryOfRequest } from './backlog.ts';
import type { Exchange } from './exchange.ts';
import { lingerBytes, lingeringClose } from './lingering-close.ts';
import { readInSlices } from './sliced-reading.ts';

/**
 * The requests of one connection, which are served one after another, in the order in which they
 * came.
 */
export interface Connection {
  /** Whether a request is being served, or its answer is still on its way out. */
  readonly isBusy: boolean;
  /**
   * Serves a request when those before it are answered (RFC 9112 §9.3.2: only safe requests might
   * overlap), and not at all when the connection is closing by then (§9.6). `work` must not
   * reject. While a request waits for its turn no more are read; where all that wait take too much
   * memory the connection is broken off.
   */
  serve(exchange: Exchange, work: () => Promise<void>): void;
  /** Takes note of an answer that is being sent out of turn, while the connection is not busy. */
  trackImmediate(response: ServerResponse): void;
  /**
   * Ends the connection after a fault that leaves nothing to be understood on it. The fault is
   * told by `answer`, unless it lies in the body of a request that is being served: then that
   * request's own answer tells.
   */
  fail(answer: () => Promise<void>): void;
  /**
   * The same for a head that took more than `timeoutMs`. One that was not read meanwhile gets as
   * much time again.
   */
  expire(timeoutMs: number, answer: () => Promise<void>): void;
  /** Reads in slices from now on, so that no more than a few requests are parsed at once. */
  readInSlices(): void;
}

/** A request that waits for its turn, and what it takes in memory. */
interface Waiting {
  readonly work: () => Promise<void>;
  readonly bytes: number;
}

/** More requests than this that wait at once were parsed at once, which is a burst. */
const burstRequests = 64;

/** Looks after the connection over a socket; `onBurst` is told of each burst of requests. */
export function createConnection(
  socket: Duplex,
  backlog: Backlog,
  onBurst: () => void,
): Connection {
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let isServing = false;
  let latest: Exchange | undefined;
  let hasFailed = false;
  let immediate: ServerResponse | undefined;
  let isSliced = false;
  let isStopped = false;
  let isDiscarded = false;
  let expiry: NodeJS.Timeout | undefined;

  function isBusy(): boolean {
    return isServing || immediate?.writableFinished === false;
  }

  function inTurn(work: () => Promise<void>, request?: IncomingMessage): void {
    if (isBusy()) {
      stopReading();
      const bytes = request === undefined ? 0 : memoryOfRequest(request);
      waiting.push({ work, bytes });
      waitingBytes += bytes;
      if (!backlog.add(bytes, waitingBytes)) breakOff();
      if (waiting.length === burstRequests) onBurst();
    } else {
      waiting.push({ work, bytes: 0 });
    }
    if (!isServing) void serveAll();
  }

  async function serveAll(): Promise<void> {
    isServing = true;
    const previous = immediate;
    immediate = undefined;
    // What has come is parsed to its end first. An answer before this one has its own limit to
    // silence, which the next answer would lift.
    await (previous === undefined ? undefined : sent(previous));
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      forget(next.bytes);
      if (waiting.length === 0) readOn();
      if (socket.writable) await next.work();
      // Other connections have their turn between two requests of this one.
      if (waiting.length > 0) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    isServing = false;
  }

  function forget(bytes: number): void {
    waitingBytes -= bytes;
    backlog.remove(bytes);
  }

  function endExpiry(): void {
    clearTimeout(expiry);
    expiry = undefined;
  }

  function forgetAll(): void {
    endExpiry();
    waiting = [];
    forget(waitingBytes);
  }

  function breakOff(): void {
    socket.destroy();
    forgetAll();
  }

  function stopReading(): void {
    isStopped = true;
    slice();
  }

  function readOn(): void {
    if (!isStopped) return;
    isStopped = false;
    expiry?.refresh();
    socket.resume();
  }

  function slice(): void {
    if (isSliced || socket.destroyed) return;
    isSliced = true;
    socket.once('close', forgetAll);
    const readingNow = () => {
      if (isDiscarded) return 'discarded';
      // Behind the last answer the rest of its request is let go by.
      if (isStopped && socket.writable) return 'stopped';
      return latest?.request.complete === false ? 'body' : 'head';
    };
    readInSlices(socket, readingNow, lingerBytes);
  }

  /** Nothing that comes from now on is a request. */
  function discard(): void {
    if (socket.destroyed) return;
    isDiscarded = true;
    slice();
  }

  function fail(answer: () => Promise<void>): void {
    if (hasFailed) return;
    hasFailed = true;
    if (isSliced) discard();
    if (latest === undefined || latest.request.complete) {
      inTurn(answer);
      return;
    }
    latest.mustClose = true;
    latest.bodyUnparseable = true;
    latest.request.emit('brokenBody');
    inTurn(() => lingeringClose(socket));
  }

  function expire(timeoutMs: number, answer: () => Promise<void>): void {
    if (isStopped || socket.isPaused()) {
      expiry = setTimeout(() => expire(timeoutMs, answer), timeoutMs).unref();
    } else {
      fail(answer);
    }
  }

  return {
    get isBusy() {
      return isBusy();
    },
    serve(exchange, work) {
      if (!socket.writable) return discard();
      endExpiry();
      latest = exchange;
      inTurn(work, exchange.request);
    },
    trackImmediate(response) {
      if (expiry !== undefined) endExpiry();
      immediate = response;
    },
    fail,
    expire,
    readInSlices: slice,
  };
}

/** Waits until an answer is handed to the system, or can't be any more. */
function sent(response: ServerResponse): Promise<void> {
  if (response.writableFinished || response.destroyed) return Promise.resolve();
  return new Promise((resolve) => response.once('close', resolve));
}
