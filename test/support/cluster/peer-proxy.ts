import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type CarriedOperation, carriedBy } from './carried-operations.ts';
import { type Fault, forwardRequest } from './forward-request.ts';

/** A request that came to a proxy, and what was moved of its body. */
export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  /** Its position among the requests of this method, from 0 on. */
  readonly index: number;
  readonly headers: IncomingMessage['headers'];
  readonly atMs: number;
  bodyBytes: number;
  /** What was moved of a batch; of nothing else is the body kept. */
  readonly batch: Buffer[];
  status: number | undefined;
  /** Whether it has ended, with a response or without. */
  isOver: boolean;
}

/** The link from one node to another, which a test observes and breaks. */
export interface PeerProxy {
  readonly url: string;
  readonly requests: readonly ProxiedRequest[];
  /** Where requests go; `undefined`: nobody is there. */
  target: string | undefined;
  /** What happens to a request; `undefined`: it is forwarded. */
  faultOf: (request: ProxiedRequest) => Fault | undefined;
  /** What a request's target is rewritten to; by default it is kept. */
  rewrite: (path: string) => string;
  count(method?: string): number;
  /** What the requests carry, each operation of a batch for itself. */
  operations(): readonly CarriedOperation[];
  /** The bytes of bodies that were moved, in all operations of the method. */
  bodyBytes(method: string): number;
  /** Cuts all connections; requests that were held get no response. */
  dropConnections(): void;
  close(): Promise<void>;
}

/** Listens on a free port of the loopback, or on the one given. */
export async function startPeerProxy(target?: string, port = 0): Promise<PeerProxy> {
  const requests: ProxiedRequest[] = [];
  const counts = new Map<string, number>();
  const sockets = new Set<Socket>();

  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    const { method = '', url = '', headers } = incoming;
    const index = counts.get(method) ?? 0;
    counts.set(method, index + 1);
    const atMs = Date.now();
    const request: ProxiedRequest = {
      method,
      path: url,
      index,
      headers,
      atMs,
      bodyBytes: 0,
      batch: [],
      status: undefined,
      isOver: false,
    };
    requests.push(request);
    response.once('close', () => {
      request.isOver = true;
    });
    incoming.on('error', () => undefined);
    response.on('error', () => undefined);
    const fault = proxy.faultOf(request);
    if (proxy.target === undefined) incoming.destroy();
    else forwardRequest({ incoming, response, request, proxy, fault });
  };
  const server = createServer(listener).on('checkContinue', listener);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));

  const proxy: PeerProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    target,
    faultOf: () => undefined,
    rewrite: (path) => path,
    count: (method) =>
      method === undefined
        ? requests.length
        : requests.filter((one) => one.method === method).length,
    operations: () => requests.flatMap(carriedBy),
    bodyBytes: (method) =>
      proxy
        .operations()
        .filter((operation) => operation.method === method)
        .reduce((sum, { bodyBytes }) => sum + bodyBytes, 0),
    dropConnections() {
      for (const socket of sockets) socket.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        proxy.dropConnections();
      }),
  };
  return proxy;
}

/** A fault for the first requests of a method. */
export function firstOf(
  method: string,
  many: number,
  fault: Fault,
): (request: ProxiedRequest) => Fault | undefined {
  return (request) => (request.method === method && request.index < many ? fault : undefined);
}
