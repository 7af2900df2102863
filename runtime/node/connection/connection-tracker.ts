import type { IncomingMessage, ServerResponse } from 'node:http';
import { Server as NetServer, type Server, type Socket } from 'node:net';

/** The connections that a server has open. */
export interface ConnectionTracker {
  readonly count: number;
  sockets(): Iterable<Socket>;
  /** Those without a request in progress; the longest idle one comes first. */
  readonly idle: ReadonlySet<Socket>;
  /** Stops counting a connection; closed connections are removed without this. */
  remove(socket: Socket): void;
  /** Sets the one listener that is called, once, for each connection that is removed. */
  onRemoved(listener: (socket: Socket) => void): void;
  /**
   * Stops listening, and closes each open connection as soon as it is idle. The server emits
   * `close` when none is left. Its own `close()` would cut off responses that clients are still
   * receiving.
   */
  close(): void;
}

/** Node's server emits one of these for each request, depending on its `Expect` header. */
const requestEvents = ['request', 'checkContinue', 'checkExpectation'] as const;

/** Tracks the connections of a server. One is idle when it is new, and after each response. */
export function trackConnections(server: Server): ConnectionTracker {
  const requestsInProgress = new Map<Socket, number>();
  const idle = new Set<Socket>();
  let isClosing = false;
  let notifyRemoved: (socket: Socket) => void = () => undefined;

  server.on('connection', (socket: Socket) => {
    requestsInProgress.set(socket, 0);
    idle.add(socket);
    socket.once('close', () => remove(socket));
  });
  for (const event of requestEvents) {
    server.on(event, ({ socket }: IncomingMessage, response: ServerResponse) => {
      countRequest(socket, 1);
      response.once('close', () => countRequest(socket, -1));
    });
  }

  function countRequest(socket: Socket, difference: 1 | -1): void {
    const previous = requestsInProgress.get(socket);
    if (previous === undefined) return;
    requestsInProgress.set(socket, previous + difference);
    if (previous + difference > 0) idle.delete(socket);
    else if (isClosing) socket.destroySoon();
    else idle.add(socket);
  }

  function remove(socket: Socket): void {
    if (!requestsInProgress.delete(socket)) return;
    idle.delete(socket);
    notifyRemoved(socket);
  }

  return {
    get count() {
      return requestsInProgress.size;
    },
    sockets: () => requestsInProgress.keys(),
    idle,
    remove,
    onRemoved(listener) {
      notifyRemoved = listener;
    },
    close() {
      isClosing = true;
      stopListening(server);
      for (const socket of idle) socket.destroy();
    },
  };
}

/** Not by `server.close()` where it can be avoided: Node's would close connections, too. */
function stopListening(server: Server): void {
  // Bun's HTTP server is no server of `node:net`.
  if (server instanceof NetServer) NetServer.prototype.close.call(server);
  else (server as Server).close();
}
