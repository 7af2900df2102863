import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { closeGently } from './close-gently.ts';
import type { Exchange } from './exchange.ts';

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
   * reject.
   */
  serve(exchange: Exchange, work: () => Promise<void>): void;
  /** Takes note of an answer that is being sent out of turn, while the connection is not busy. */
  noteAtOnce(response: ServerResponse): void;
  /**
   * Ends the connection after a fault that leaves nothing to be understood on it. The fault is
   * told by `answer`, unless it lies in the body of a request that is being served: then that
   * request's own answer tells.
   */
  fail(answer: () => Promise<void>): void;
}

const connections = new WeakMap<Duplex, Connection>();

/** The connection over a socket. */
export function connectionOf(socket: Duplex): Connection {
  const known = connections.get(socket);
  if (known !== undefined) return known;
  const connection = createConnection(socket);
  connections.set(socket, connection);
  return connection;
}

function createConnection(socket: Duplex): Connection {
  let unfinished = 0;
  let finished = Promise.resolve();
  let latest: Exchange | undefined;
  let hasFailed = false;
  let atOnce: ServerResponse | undefined;

  function inTurn(work: () => Promise<void>): void {
    unfinished += 1;
    const before = atOnce;
    atOnce = undefined;
    // What a client asks for ahead of its turn takes memory, so no more of it is read.
    if (unfinished > 1) socket.pause();
    finished = finished.then(async () => {
      // It has its own limit to silence, which the next answer would lift.
      if (before !== undefined) await sent(before);
      if (unfinished === 1) socket.resume();
      if (socket.writable) await work();
      unfinished -= 1;
    });
  }

  return {
    get isBusy() {
      return unfinished > 0 || atOnce?.writableFinished === false;
    },
    serve(exchange, work) {
      latest = exchange;
      inTurn(work);
    },
    noteAtOnce(response) {
      atOnce = response;
    },
    fail(answer) {
      if (hasFailed) return;
      hasFailed = true;
      if (latest === undefined || latest.request.complete) return inTurn(answer);
      latest.mustClose = true;
      latest.isBodyBroken = true;
      latest.request.emit('brokenBody');
      inTurn(() => closeGently(socket));
    },
  };
}

/** Waits until an answer is handed to the system, or can't be any more. */
function sent(response: ServerResponse): Promise<void> {
  if (response.writableFinished || response.destroyed) return Promise.resolve();
  return new Promise((resolve) => response.once('close', resolve));
}
