import type { Duplex } from 'node:stream';
import { createBacklog } from './backlog.ts';
import { type Connection, createConnection } from './connection.ts';

/** For how long after a burst of requests every new connection is read in slices. */
const alertMs = 60_000;

/** The connections of a server. */
export interface Connections {
  /** The connection over a socket, always the same one. */
  of(socket: Duplex): Connection;
  /** Takes note of a connection that is new. */
  open(socket: Duplex): void;
}

/**
 * Looks after the connections over all sockets that are open. Slices cost each connection a tenth
 * of its throughput, so in quiet times only those are read so that pipeline. The first one that has
 * many requests parsed at once, which keeps all others waiting meanwhile, ends the quiet for all.
 */
export function createConnections(
  openSockets: () => Iterable<Duplex>,
  nowMs: () => number,
): Connections {
  const connections = new WeakMap<Duplex, Connection>();
  const backlog = createBacklog();
  let alertUntilMs = -Infinity;

  function of(socket: Duplex): Connection {
    const known = connections.get(socket);
    if (known !== undefined) return known;
    const connection = createConnection(socket, backlog, noteBurst);
    connections.set(socket, connection);
    return connection;
  }

  function noteBurst(): void {
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
