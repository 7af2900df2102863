import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { requestEvents } from './request-events.ts';

/**
 * Caps the connections of a server. At the cap the connection that has been idle for longest
 * makes room for a new one, so that idle clients can't keep others out; when none is idle the new
 * one is turned away.
 */
export function limitConnections(server: Server, maxConnections: number): void {
  /** How many requests are under way on each open connection. */
  const open = new Map<Socket, number>();
  /** In the order in which they fell idle. */
  const idle = new Set<Socket>();

  server.on('connection', (socket: Socket) => {
    if (open.size >= maxConnections) {
      const [longestIdle = socket] = idle;
      longestIdle.destroy();
      forget(longestIdle);
      if (longestIdle === socket) return;
    }
    open.set(socket, 0);
    idle.add(socket);
    socket.once('close', () => forget(socket));
  });
  for (const event of requestEvents) {
    server.on(event, ({ socket }: IncomingMessage, response: ServerResponse) => {
      count(socket, 1);
      response.once('close', () => count(socket, -1));
    });
  }

  function count(socket: Socket, difference: 1 | -1): void {
    const before = open.get(socket);
    if (before === undefined) return;
    open.set(socket, before + difference);
    if (before + difference === 0) idle.add(socket);
    else idle.delete(socket);
  }

  function forget(socket: Socket): void {
    open.delete(socket);
    idle.delete(socket);
  }
}
