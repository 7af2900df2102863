import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { requestEvents } from './request-events.ts';

/** The open connections on which no request has come yet. */
export interface UnusedConnections {
  close(): void;
}

/**
 * Keeps track of connections without a request: browsers open them in advance, Node counts them as
 * busy, and `server.close()` would wait for them.
 */
export function trackUnusedConnections(server: Server): UnusedConnections {
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  for (const event of requestEvents) {
    server.on(event, (request: IncomingMessage) => unused.delete(request.socket));
  }
  return {
    close() {
      for (const socket of unused) socket.destroy();
    },
  };
}
