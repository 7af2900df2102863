import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A TCP connection, and what was received on it so far. */
export interface Connection {
  readonly socket: Socket;
  /** Resolves when the connection is closed, for whatever reason. */
  readonly closed: Promise<void>;
  received(): string;
  /** Waits until what was received matches; rejects if the connection closes before. */
  waitFor(pattern: RegExp): Promise<void>;
}

/** Connects to a port of the loopback, and sends the bytes. */
export async function openConnection(port: number, text = ''): Promise<Connection> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  let look = (): void => undefined;
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    look();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  socket.write(text);
  return {
    socket,
    closed,
    received: () => received,
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => pattern.test(received) && resolve();
        look();
        void closed.then(() => reject(new Error(`Closed after: ${received}`)));
      }),
  };
}

/** Whether a port of the loopback accepts connections. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
