import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ask } from './hostile-node.ts';
import { http } from './hostile-row.ts';

/**
 * Clients that send the head of a request slowly, or its body, or read the response slowly. `drip`
 * sends a body just above the minimum rate.
 */
export type SlowKind = 'head' | 'body' | 'drip' | 'response';

/** Many of one kind: each sends or reads a byte a second, or 104 for `drip`. */
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

/** Below the system's listen backlog, beyond which a client only believes it is connected. */
const batch = 100;
/** The crowd is spread over so many turns in each second. */
const turnsPerSecond = 20;

/** Opens the connections, and keeps them slow; those that read a file read `name`. */
export async function openSlowCrowd(
  port: number,
  kind: SlowKind,
  count: number,
  name: string,
): Promise<SlowCrowd> {
  const sockets: Socket[] = [];
  let [next, due, lastMs] = [0, 0, performance.now()];
  const timer = setInterval(() => {
    const nowMs = performance.now();
    // Those of a whole pause, if this comes late: one for each second of each client.
    due += (sockets.length * (nowMs - lastMs)) / 1000;
    lastMs = nowMs;
    for (; due >= 1; due -= 1) {
      const socket = sockets[next % sockets.length];
      if (kind === 'response') socket?.read(1);
      else if (socket?.writable === true) socket.write('x'.repeat(kind === 'drip' ? 104 : 1));
      next += 1;
    }
  }, 1000 / turnsPerSecond);
  while (sockets.length < count) {
    const first = sockets.length;
    const more = Array.from({ length: Math.min(batch, count - first) }, (_, index) =>
      open(port, kind, begin[kind](name, first + index)),
    );
    sockets.push(...(await Promise.all(more)));
    // Connections are accepted in order: once this one is served, those before it are accepted.
    await ask(port, http('GET /_status'));
  }
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
  // With this listener nothing is read before `read()` is called.
  if (kind === 'response') socket.on('readable', () => undefined);
  else socket.resume();
  socket.write(bytes);
  return socket;
}
