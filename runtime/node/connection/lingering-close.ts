import type { Duplex } from 'node:stream';

/** How long the client may take to receive the end of the response. */
const flushMs = 60_000;
/** How long it may keep its side of the connection open after that. */
const lingerMs = 3000;
/** How many bytes a client may still send on a connection that is closing. */
export const lingerBytes = 16 * 1024 * 1024;

/**
 * Closes a connection in the way that nginx calls a lingering close: ends this side after what was
 * written, then reads and drops what the client still sends until the client closes its side, or 3
 * seconds have passed. A socket that is closed while unread bytes come in is reset, and a reset can
 * reach the client before it has read the response. Resolves when the socket is closed.
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
