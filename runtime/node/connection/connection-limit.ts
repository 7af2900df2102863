import type { Server, Socket } from 'node:net';
import type { ConnectionTracker } from './connection-tracker.ts';

/** How many connections beyond the cap are taken for peers: as many as a few of them use. */
const reserveOf = (maxConnections: number): number => Math.max(8, Math.ceil(maxConnections / 64));

/** What becomes of connections beyond the cap. */
export interface ConnectionLimit {
  /** Whether a connection is one of those beyond the cap, which are for peers and `/_status`. */
  isReserved(socket: Socket): boolean;
}

/**
 * Caps the connections of a server. At the cap the connection that has been idle for longest
 * makes room for a new one, so that idle clients can't keep others out. When all are busy a few
 * more are taken, a 64th of the cap and at least 8: for peers and for the operator's look at the
 * status. There too the one that has been idle for longest makes room.
 */
export function limitConnections(
  server: Server,
  connections: ConnectionTracker,
  maxConnections: number,
): ConnectionLimit {
  const reserved = new Set<Socket>();
  const maxReserved = reserveOf(maxConnections);

  server.on('connection', (socket: Socket) => {
    if (connections.count <= maxConnections) return;
    const idle = longestIdle(socket);
    if (idle !== undefined) return end(idle);
    reserved.add(socket);
    if (reserved.size <= maxReserved) return;
    // The new one is idle as well, and the last of them.
    const [idleInReserve = socket] = connections.idle;
    end(idleInReserve);
  });
  connections.onForgotten((socket) => {
    if (reserved.delete(socket)) return;
    // The cap has room for another one.
    const [oldest] = reserved;
    if (oldest !== undefined) reserved.delete(oldest);
  });

  /** Of those that the cap allows for. */
  function longestIdle(newest: Socket): Socket | undefined {
    for (const socket of connections.idle) {
      if (socket !== newest && !reserved.has(socket)) return socket;
    }
    return undefined;
  }

  function end(socket: Socket): void {
    socket.destroy();
    connections.forget(socket);
  }

  return { isReserved: (socket) => reserved.has(socket) };
}
