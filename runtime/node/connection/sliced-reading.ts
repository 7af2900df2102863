import type { Duplex } from 'node:stream';

/** How much is parsed before it is asked whether more may be: a dozen requests at the most. */
const headSliceBytes = 256;
/** The same in the middle of a body, which may go in large chunks. */
const bodySliceBytes = 16 * 1024;

/** What a connection allows of the bytes that came on it. */
export type Reading = 'head' | 'body' | 'stopped' | 'discarded';

/**
 * Has Node's parser read a connection in slices from now on, each as the state of the connection
 * allows. What is not read yet stays in the socket, which stops reading when it holds enough: a
 * pause alone is undone by Node whenever a message ends, and does not reach what was read before.
 * What is being read at this moment is still parsed as a whole.
 * Costs a tenth of the throughput, so it is for connections that pipeline only. More than
 * `maxDiscardedBytes` that are discarded end the connection.
 */
export function readInSlices(
  socket: Duplex,
  readingNow: () => Reading,
  maxDiscardedBytes: number,
): void {
  const parsers = socket.listeners('data');
  let discardedBytes = 0;
  socket.on('resume', takeOver);
  if (!socket.isPaused()) socket.pause().resume();

  /**
   * Only while Node reads the socket: its parser does so by itself as long as nobody else does, and
   * when that ends in a pause nobody would go on.
   */
  function takeOver(): void {
    if (socket.isPaused()) return;
    socket.off('resume', takeOver).removeAllListeners('data').on('data', read);
  }

  function read(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (socket.destroyed) return;
      const reading = readingNow();
      if (reading === 'discarded') {
        discard(chunk.length - at);
        return;
      }
      // Node pauses as well: while a body or an answer is not taken.
      if (reading === 'stopped' || socket.isPaused()) {
        socket.pause();
        socket.unshift(chunk.subarray(at));
        return;
      }
      const end = at + (reading === 'body' ? bodySliceBytes : headSliceBytes);
      const slice = chunk.subarray(at, end);
      for (const parse of parsers) parse.call(socket, slice);
      at = end;
    }
  }

  function discard(bytes: number): void {
    discardedBytes += bytes;
    if (discardedBytes > maxDiscardedBytes) socket.destroy();
  }
}
