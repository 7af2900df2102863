import type { Duplex } from 'node:stream';

/** How long the client may take to take in the end of the answer. */
const flushMs = 60_000;
/** How long it may go on sending after that, although nobody listens. */
const lingerMs = 3000;
/** How many bytes, beside a small body, a client may send then before it is cut off. */
export const lingerBytes = 16 * 1024 * 1024;

/**
 * Closes a connection behind an answer: our side at once, the rest when the client has closed its
 * own, or is out of time. What it still sends is dropped: closing while bytes come in would reset
 * the connection, and the client would see that instead of the answer. Resolves when the
 * connection is gone.
 */
export function lingeringClose(socket: Duplex): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve();
    const destroy = (): void => void socket.destroy();
    let timer = setTimeout(destroy, flushMs);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.once('finish', () => {
      clearTimeout(timer);
      timer = setTimeout(destroy, lingerMs);
      if (socket.readableEnded) destroy();
      else socket.once('end', destroy).resume();
    });
    socket.end();
  });
}
