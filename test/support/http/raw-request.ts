import { connect, type Socket } from 'node:net';
import { createByteQueue } from './byte-queue.ts';
import { parseResponse, type RawResponse } from './raw-response-parser.ts';

/** Bytes for a socket: a string has one byte for each of its characters. */
export type RawBytes = string | Uint8Array;

/** A TCP connection to a node, on which a test says exactly what it wants to say. */
export interface RawConnection {
  /** Whether the node has closed its side. */
  readonly isOver: boolean;
  /** Whether the connection is gone, for both sides. */
  readonly isGone: boolean;
  /** Resolves once the bytes are handed to the system, or the connection is gone. */
  send(bytes: RawBytes): Promise<void>;
  /** Says that nothing more will be sent, and goes on listening. */
  halfClose(): void;
  /** Breaks the connection off with a TCP reset. */
  reset(): void;
  /** Leaves what the node sends in the system's buffers, as a client that reads nothing does. */
  stopReading(): void;
  readOn(): void;
  /** Resolves when there is something of a response. */
  receivedSome(): Promise<void>;
  /**
   * The next whole response, interim ones (1xx) included; rejects when the node closes before it is
   * whole.
   */
  nextResponse(options?: { hasNoBody?: boolean }): Promise<RawResponse>;
  /**
   * Resolves with what came after the last response taken, once the node has closed the connection.
   */
  rest(): Promise<Buffer>;
  close(): void;
}

const deadlineMs = 10_000;

/**
 * Opens a connection to a port of the loopback, from another address of it if one is given; rejects
 * when it is not taken.
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
  // A reset by the node is an end like any other here: what was received before it counts.
  socket.on('error', () => undefined);

  /** Waits until `look` finds something; what it throws is thrown on. */
  async function waitFor<Found>(what: string, look: () => Found | undefined): Promise<Found> {
    const deadline = Date.now() + deadlineMs;
    for (;;) {
      const found = look();
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
        const taken = parseResponse(received.bytes(), { hasNoBody, isOver });
        if (taken === undefined && isOver) {
          throw new Error(`The node closed before a whole response: ${show(received.bytes())}`);
        }
        if (taken !== undefined) received.drop(taken.sizeBytes);
        return taken?.response;
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
