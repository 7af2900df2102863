import type { Duplex } from 'node:stream';

/**
 * How much is given to the parser at a time between bodies; that holds a dozen requests at most.
 */
const headSliceBytes = 256;
/** How much is given to it at a time in the middle of a body. */
const bodySliceBytes = 16 * 1024;

/**
 * What to do with the next bytes of a connection: parse them as heads, or as a body; leave them
 * unread; or drop them unparsed.
 */
export type ReadMode = 'head' | 'body' | 'paused' | 'discard';

/**
 * Puts itself between a socket and Node's HTTP parser: from now on the parser gets the bytes in
 * small slices, and `readMode` is asked before each slice. So reading can stop after a few
 * requests. `socket.pause()` alone can't do that: Node's HTTP server resumes the socket whenever a
 * message ends, and a pause does not hold back what was already read, up to 64 KiB. Bytes that may
 * not be parsed yet are put back into the socket's buffer; when that is full the socket stops
 * reading, and TCP slows the client down.
 *
 * The chunk that is being parsed when this is called is still parsed as a whole. Slices cost a
 * tenth of the throughput. When more than `maxDiscardedBytes` were dropped the connection is
 * destroyed.
 */
export function readInSlices(
  socket: Duplex,
  readMode: () => ReadMode,
  maxDiscardedBytes: number,
): void {
  const parsers = socket.listeners('data');
  let discardedBytes = 0;
  socket.on('resume', replaceParsers);
  if (!socket.isPaused()) socket.pause().resume();

  /**
   * Done only while the socket is being read. Node reads the socket natively as long as its parser
   * is the only listener. Another listener ends that, and if the socket is paused then, nothing
   * starts reading again.
   */
  function replaceParsers(): void {
    if (socket.isPaused()) return;
    socket.off('resume', replaceParsers).removeAllListeners('data').on('data', parseInSlices);
  }

  function parseInSlices(chunk: Buffer): void {
    for (let position = 0; position < chunk.length; ) {
      if (socket.destroyed) return;
      const mode = readMode();
      if (mode === 'discard') {
        discard(chunk.length - position);
        return;
      }
      // Node pauses the socket itself while a body is not read or a response not taken.
      if (mode === 'paused' || socket.isPaused()) {
        socket.pause();
        socket.unshift(chunk.subarray(position));
        return;
      }
      const end = position + (mode === 'body' ? bodySliceBytes : headSliceBytes);
      const slice = chunk.subarray(position, end);
      for (const parse of parsers) parse.call(socket, slice);
      position = end;
    }
  }

  function discard(bytes: number): void {
    discardedBytes += bytes;
    if (discardedBytes > maxDiscardedBytes) socket.destroy();
  }
}
