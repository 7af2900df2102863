import type { Server, Socket } from 'node:net';
import type { OpenConnections } from './open-connections.ts';

/**
 * Caps the connections of a server. At the cap the connection that has been idle for longest
 * makes room for a new one, so that idle clients can't keep others out; when none is idle the new
 * one is turned away.
 */
export function limitConnections(
  server: Server,
  connections: OpenConnections,
  maxConnections: number,
): void {
  server.on('connection', (socket: Socket) => {
    if (connections.count <= maxConnections) return;
    // The new one is idle as well, and the last of them.
    const [longestIdle = socket] = connections.idle;
    longestIdle.destroy();
    connections.forget(longestIdle);
  });
}
