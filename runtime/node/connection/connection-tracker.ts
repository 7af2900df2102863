import type { IncomingMessage, ServerResponse } from 'node:http';
import { Server as NetServer, type Server, type Socket } from 'node:net';
import { requestEvents } from './request-events.ts';

/** The connections that a server has open. */
export interface ConnectionTracker {
  readonly count: number;
  sockets(): Iterable<Socket>;
  /** Those without a request under way, in the order in which they fell idle. */
  readonly idle: ReadonlySet<Socket>;
  /** Counts a connection no more; one that is closed is forgotten by itself. */
  forget(socket: Socket): void;
  /** Calls `listener` for each connection that is forgotten, once. */
  onForgotten(listener: (socket: Socket) => void): void;
  /**
   * Takes no more connections, and closes each that is open once it is idle. The server tells by
   * `close` when none is left. Its own `close` would cut off answers that are not yet taken.
   */
  close(): void;
}

/** Keeps track of a server's connections; one that is new, or served to the end, is idle. */
export function trackConnections(server: Server): ConnectionTracker {
  /** How many requests are under way on each. */
  const open = new Map<Socket, number>();
  const idle = new Set<Socket>();
  let isClosing = false;
  let tellForgotten: (socket: Socket) => void = () => undefined;

  server.on('connection', (socket: Socket) => {
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
    if (before + difference > 0) idle.delete(socket);
    else if (isClosing) socket.destroySoon();
    else idle.add(socket);
  }

  function forget(socket: Socket): void {
    if (!open.delete(socket)) return;
    idle.delete(socket);
    tellForgotten(socket);
  }

  return {
    get count() {
      return open.size;
    },
    sockets: () => open.keys(),
    idle,
    forget,
    onForgotten(listener) {
      tellForgotten = listener;
    },
    close() {
      isClosing = true;
      NetServer.prototype.close.call(server);
      for (const socket of idle) socket.destroy();
    },
  };
}
