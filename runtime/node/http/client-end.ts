import type { Exchange } from '../connection/exchange.ts';

/**
 * Returns a signal that aborts when the client of an exchange closes its side of the connection, or
 * the connection breaks. Such a client may be gone: with half of a connection open nothing shows
 * that before something is sent.
 */
export function clientEnd({
  request,
  response,
}: Pick<Exchange, 'request' | 'response'>): AbortSignal {
  const controller = new AbortController();
  const { socket } = request;
  const abort = (): void => controller.abort();
  if (socket.readableEnded || socket.destroyed) abort();
  socket.once('end', abort).once('close', abort);
  // The connection may be used again.
  response.once('close', () => socket.off('end', abort).off('close', abort));
  return controller.signal;
}
