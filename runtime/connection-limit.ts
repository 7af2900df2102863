import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Caps the connections of a server. At the cap the connection that has been idle for longest makes room for
 * a new one, so that idle clients can't keep others out; when none is idle the new one is turned away.
 */
export function limitConnections(server: Server, maxConnections: number): void {
  const open = new Set<Socket>();
  /** In the order in which they fell idle. */
  const idle = new Set<Socket>();

  server.on('connection', (socket: Socket) => {
    if (open.size >= maxConnections) {
      const [longestIdle = socket] = idle;
      longestIdle.destroy();
      forget(longestIdle);
      if (longestIdle === socket) return;
    }
    open.add(socket);
    idle.add(socket);
    socket.once('close', () => forget(socket));
  });
  server.on('request', (request, response) => {
    idle.delete(request.socket);
    response.once('close', () => {
      if (open.has(request.socket)) idle.add(request.socket);
    });
  });

  function forget(socket: Socket): void {
    open.delete(socket);
    idle.delete(socket);
  }
}
