import type { Server, Socket } from 'node:net';
import type { ConnectionTracker } from './connection-tracker.ts';

/** How many connections are accepted beyond the cap: enough for several peers. */
const reserveOf = (maxConnections: number): number => Math.max(8, Math.ceil(maxConnections / 64));

/** Knows which connections are beyond the cap. */
export interface ConnectionLimit {
  /** Whether a connection is beyond the cap, and may be used by peers and for `/_status` only. */
  isReserved(socket: Socket): boolean;
}

/**
 * Caps the connections of a server. A new connection at the cap closes the one that has been idle
 * for longest, so that idle clients can't keep others out. If none is idle the new connection
 * becomes a reserved one: a 64th of the cap, and at least 8, are accepted beyond it, for peers and
 * for an operator who asks for the status. When these are used up too, the longest idle of them is
 * closed, which may be the new one. When a connection within the cap closes, the oldest reserved
 * one takes its place and is reserved no longer.
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
    const idle = longestIdleWithinCap(socket);
    if (idle !== undefined) return close(idle);
    reserved.add(socket);
    if (reserved.size <= maxReserved) return;
    // No connection within the cap is idle. The new one is, and is the last in this order.
    const [longestIdle = socket] = connections.idle;
    close(longestIdle);
  });
  connections.onRemoved((socket) => {
    if (reserved.delete(socket)) return;
    const [oldest] = reserved;
    if (oldest !== undefined) reserved.delete(oldest);
  });

  function longestIdleWithinCap(newest: Socket): Socket | undefined {
    for (const socket of connections.idle) {
      if (socket !== newest && !reserved.has(socket)) return socket;
    }
    return undefined;
  }

  function close(socket: Socket): void {
    socket.destroy();
    connections.remove(socket);
  }

  return { isReserved: (socket) => reserved.has(socket) };
}
