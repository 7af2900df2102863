import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A bare TCP connection, and all that came back on it so far. */
export interface Connection {
  readonly socket: Socket;
  /** Settles when the connection is closed, however that came about. */
  readonly closed: Promise<void>;
  received(): string;
  /** Waits until what came back matches; rejects when the connection closes without. */
  waitFor(pattern: RegExp): Promise<void>;
}

/** Connects to the loopback, and sends what is given. */
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

/** Whether somebody accepts connections there. */
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
