import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Something that listens at a peer's URL. */
export interface StubPeer {
  readonly url: string;
  readonly port: number;
  /** `PUT /name`, and so on, in the order in which they came; empty for one that reads nothing. */
  readonly requests: readonly string[];
  /** The connections that were made to it. */
  connections(): number;
  close(): Promise<void>;
}

/** An HTTP server that responds as a test says; it reads every body to its end. */
export async function startStubPeer(respond: RequestListener): Promise<StubPeer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume();
    respond(request, response);
  });
  const sockets = trackSockets(server);
  return await listen(server, sockets, requests);
}

/** A TCP server that does with each connection what a test says, without HTTP. */
export async function startRawPeer(
  onRequest: (socket: Socket) => void,
  port = 0,
): Promise<StubPeer> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    // At the first byte of a request: before that there is nothing to respond to.
    socket.once('data', () => onRequest(socket));
  });
  return await listen(server, trackSockets(server), [], port);
}

interface Server {
  listen(port: number, host: string, done: () => void): unknown;
  address(): unknown;
  close(done: () => void): unknown;
  on(event: 'connection', listener: (socket: Socket) => void): unknown;
}

interface Sockets {
  readonly open: Set<Socket>;
  made: number;
}

function trackSockets(server: Server): Sockets {
  const sockets: Sockets = { open: new Set(), made: 0 };
  server.on('connection', (socket) => {
    sockets.made += 1;
    sockets.open.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.open.delete(socket));
  });
  return sockets;
}

async function listen(
  server: Server,
  sockets: Sockets,
  requests: readonly string[],
  wantedPort = 0,
): Promise<StubPeer> {
  await new Promise<void>((resolve) => server.listen(wantedPort, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets.open) socket.destroy();
    });
  onTestFinished(close);
  const url = `http://127.0.0.1:${port}`;
  return { url, port, requests, connections: () => sockets.made, close };
}
