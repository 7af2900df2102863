import { createServer } from 'node:http';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { Certificates } from './make-certificates.ts';

/** What speaks TLS in front of a port of the loopback. */
export interface TlsFront {
  readonly port: number;
  connectTo: number;
}

export async function startTlsFront(
  { key, certificate }: Certificates,
  connectTo: number,
): Promise<TlsFront> {
  const server = createTlsServer({ key, cert: certificate }, (socket) => {
    join(socket, connect(front.connectTo, '127.0.0.1'));
  });
  server.on('tlsClientError', () => undefined);
  const front: TlsFront = { port: await listen(server), connectTo };
  return front;
}

/** A proxy that takes CONNECT only. */
export interface TunnelProxy {
  readonly url: string;
  /** The hosts and ports requested. */
  readonly targets: readonly string[];
}

export interface TunnelProxyOptions {
  /** Where every tunnel leads, whatever was requested. */
  readonly connectTo?: number;
  /** Without these there is no tunnel. */
  readonly credentials?: string;
  /** The status that it responds with instead of making a tunnel. */
  readonly status?: number;
}

export async function startTunnelProxy(options: TunnelProxyOptions): Promise<TunnelProxy> {
  const { connectTo, credentials = '', status } = options;
  const targets: string[] = [];
  const wanted = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, socket: Duplex) => {
    targets.push(request.url ?? '');
    socket.on('error', () => undefined);
    const given = request.headers['proxy-authorization'];
    const refusal = credentials !== '' && given !== wanted ? 407 : status;
    if (refusal !== undefined || connectTo === undefined) {
      socket.end(`HTTP/1.1 ${refusal} No\r\nLocation: /\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const onward = connect(connectTo, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      join(socket, onward);
    });
    onward.on('error', () => socket.destroy());
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, targets };
}

/** Each end's end, and each end's fault, is the other's too. */
function join(one: Duplex, other: Socket): void {
  one.on('error', () => other.destroy()).once('close', () => other.destroy());
  other.on('error', () => one.destroy()).once('close', () => one.destroy());
  one.pipe(other).pipe(one);
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}
