import { connect, type Socket } from 'node:net';
import { patience } from '../patience.ts';
import { createByteQueue } from './byte-queue.ts';
import { parseResponse, type RawResponse } from './raw-response-parser.ts';

/** Bytes for a socket; a string stands for one byte per character (Latin-1). */
export type RawBytes = string | Uint8Array;

/** A TCP connection to a node, on which a test controls every byte. */
export interface RawConnection {
  /** Whether the node has closed its side. */
  readonly isOver: boolean;
  /** Whether both sides of the connection are closed. */
  readonly isGone: boolean;
  /** Resolves once the bytes are handed to the system, or the connection is closed. */
  send(bytes: RawBytes): Promise<void>;
  /** Closes this side, and keeps reading. */
  halfClose(): void;
  /** Aborts the connection with a TCP reset. */
  reset(): void;
  /** Leaves what the node sends in the system's buffers, as a client that reads nothing does. */
  stopReading(): void;
  readOn(): void;
  /** Resolves when the first bytes of a response are there. */
  receivedSome(): Promise<void>;
  /**
   * The next complete response, which may be an interim one (1xx). Rejects when the node closes the
   * connection before it is complete.
   */
  nextResponse(options?: { hasNoBody?: boolean }): Promise<RawResponse>;
  /**
   * Resolves with what came after the last response read, once the node has closed the connection.
   */
  rest(): Promise<Buffer>;
  close(): void;
}

/**
 * Opens a connection to a port of the loopback, from another loopback address if one is given.
 * Rejects when nobody listens.
 */
export async function openRawConnection(
  port: number,
  localAddress?: string,
): Promise<RawConnection> {
  const to = { port, host: '127.0.0.1', ...(localAddress !== undefined && { localAddress }) };
  const socket = connect({ ...to, noDelay: true, allowHalfOpen: true });
  const received = createByteQueue();
  let isOver = false;
  let wake: () => void = () => undefined;

  socket.on('data', (chunk: Buffer) => {
    received.add(chunk);
    wake();
  });
  for (const event of ['end', 'close']) {
    socket.on(event, () => {
      isOver = true;
      wake();
    });
  }
  await connected(socket);
  // A reset by the node counts as a close: what was received before it is still read.
  socket.on('error', () => undefined);

  /** Waits until `find` returns something; rejects if it throws. */
  async function waitFor<Found>(what: string, find: () => Found | undefined): Promise<Found> {
    const deadline = Date.now() + patience.timeout;
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`${what} did not come: ${show(received.bytes())}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - Date.now() + 1);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  return {
    get isOver() {
      return isOver;
    },
    get isGone() {
      return socket.closed;
    },
    send: (bytes) =>
      new Promise((resolve) => {
        if (!socket.writable) return resolve();
        const buffer = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
        socket.write(buffer, () => resolve());
      }),
    halfClose: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
    stopReading: () => void socket.pause(),
    readOn: () => void socket.resume(),
    receivedSome: async () => {
      await waitFor('A response', () => (received.bytes().length > 0 ? true : undefined));
    },
    nextResponse: ({ hasNoBody = false } = {}) =>
      waitFor('A response', () => {
        const parsed = parseResponse(received.bytes(), { hasNoBody, isOver });
        if (parsed === undefined && isOver) {
          throw new Error(`The node closed before a complete response: ${show(received.bytes())}`);
        }
        if (parsed !== undefined) received.drop(parsed.sizeBytes);
        return parsed?.response;
      }),
    async rest() {
      await waitFor('The end of the connection', () => (isOver ? true : undefined));
      socket.destroy();
      return received.bytes();
    },
    close: () => void socket.destroy(),
  };
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve()).once('error', reject);
  });
}

function show(bytes: Buffer): string {
  return `${bytes.length} bytes received: ${JSON.stringify(bytes.toString('latin1', 0, 300))}`;
}
