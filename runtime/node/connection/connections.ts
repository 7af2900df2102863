import type { Duplex } from 'node:stream';
import { createBacklog } from './backlog.ts';
import { type Connection, createConnection } from './connection.ts';

/** For how long after a burst every new connection is read in slices. */
const alertMs = 60_000;

/** The connections of a server. */
export interface Connections {
  /** The connection over a socket, always the same object. */
  of(socket: Duplex): Connection;
  /** To be called for each new connection. */
  open(socket: Duplex): void;
}

/**
 * Keeps one `Connection` per open socket, and decides which of them are read in slices. Slices keep
 * a client that pipelines thousands of requests from blocking the event loop, but cost a tenth of
 * the throughput. So at first only connections that pipeline are sliced. The first burst, which is
 * many requests parsed at once, shows that somebody floods: it slices all open connections, and for
 * a minute all new ones.
 */
export function createConnections(
  openSockets: () => Iterable<Duplex>,
  nowMs: () => number,
): Connections {
  const connections = new WeakMap<Duplex, Connection>();
  const backlog = createBacklog();
  let alertUntilMs = -Infinity;

  function of(socket: Duplex): Connection {
    const existing = connections.get(socket);
    if (existing !== undefined) return existing;
    const connection = createConnection(socket, backlog, raiseAlert);
    connections.set(socket, connection);
    return connection;
  }

  function raiseAlert(): void {
    const isAlerted = nowMs() < alertUntilMs;
    alertUntilMs = nowMs() + alertMs;
    if (isAlerted) return;
    for (const socket of openSockets()) of(socket).readInSlices();
  }

  return {
    of,
    open(socket) {
      if (nowMs() < alertUntilMs) of(socket).readInSlices();
    },
  };
}
