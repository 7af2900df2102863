import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ask } from './hostile-node.ts';
import { http } from './hostile-row.ts';

/**
 * Clients that take their time with the head of a request, with its body, or with its response;
 * `drip` does with a body what is only just not too slow.
 */
export type SlowKind = 'head' | 'body' | 'drip' | 'response';

/** Many of one kind, each a byte a second, a drip 104 of them. */
export interface SlowCrowd {
  /** How many connections the node has not closed. */
  openCount(): number;
  close(): void;
}

const begin: Record<SlowKind, (name: string, index: number) => string> = {
  head: (name) => http(`GET /${name}`, ['X-Slow: ']).trimEnd(),
  body: (_name, index) => http(`PUT /slow-${index}`, ['Content-Length: 100000'], 'x'),
  drip: (name) => http(`PUT ${name}`, ['Content-Length: 100000'], 'x'),
  response: (name) => http(`GET /${name}`),
};

/** Fewer than the system keeps waiting: beyond that it lets a client think it is connected. */
const batch = 100;
/** In a second everybody has a turn, but not all at once. */
const turnsPerSecond = 20;

/** Opens the connections, on which `name` is asked for where something is, and keeps them slow. */
export async function openSlowCrowd(
  port: number,
  kind: SlowKind,
  count: number,
  name: string,
): Promise<SlowCrowd> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const first = sockets.length;
    const more = Array.from({ length: Math.min(batch, count - first) }, (_, index) =>
      open(port, kind, begin[kind](name, first + index)),
    );
    sockets.push(...(await Promise.all(more)));
    // Connections are taken in order: once this one is served, those before it are taken.
    await ask(port, http('GET /_status'));
  }
  let next = 0;
  const timer = setInterval(() => {
    for (let turn = 0; turn < count / turnsPerSecond; turn += 1) {
      const socket = sockets[next % count];
      if (kind === 'response') socket?.read(1);
      else if (socket?.writable === true) socket.write('x'.repeat(kind === 'drip' ? 104 : 1));
      next += 1;
    }
  }, 1000 / turnsPerSecond);
  return {
    openCount: () => sockets.filter(({ readyState }) => readyState === 'open').length,
    close() {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function open(port: number, kind: SlowKind, bytes: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  // With a listener for it, nothing is taken before it is asked for.
  if (kind === 'response') socket.on('readable', () => undefined);
  else socket.resume();
  socket.write(bytes);
  return socket;
}
