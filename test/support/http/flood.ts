import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection on which the same bytes are sent again and again. */
export interface Flood {
  readonly socket: Socket;
  /** How many bytes were handed to the system. */
  sentBytes(): number;
  /** How many times the text was received. */
  received(text: string): number;
  close(): void;
}

export interface FloodOptions {
  /** Sent once, before the flood. */
  readonly first?: string;
  readonly bytes: string;
  /** How many bytes are sent at most after `first`. */
  readonly totalBytes: number;
  /** Whether the responses are read. */
  readonly reads: boolean;
}

/** Sends to a port of the loopback as fast as the system accepts it. */
export async function startFlood(port: number, options: FloodOptions): Promise<Flood> {
  const { first = '', bytes, totalBytes, reads } = options;
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  let text = '';
  if (reads) socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  else socket.pause();
  await once(socket, 'connect');
  const block = Buffer.from(bytes.repeat(Math.ceil((64 * 1024) / bytes.length)), 'latin1');
  let askedBytes = 0;
  const more = (): void => {
    while (askedBytes < totalBytes && socket.writable) {
      const next = block.subarray(0, totalBytes - askedBytes);
      askedBytes += next.length;
      if (!socket.write(next)) return;
    }
  };
  socket.on('drain', more);
  if (first !== '') socket.write(first);
  more();
  return {
    socket,
    sentBytes: () => socket.bytesWritten - socket.writableLength,
    received: (part) => text.split(part).length - 1,
    close: () => void socket.destroy(),
  };
}
