import { Readable } from 'node:stream';
import { HttpError } from '../../../lib/http/http-error.ts';
import type { Exchange } from '../connection/exchange.ts';
import { chunksOf } from './body-chunks.ts';

/** How many chunks, of up to 64 KiB, are read from a client ahead of the handler. */
const chunksAhead = 2;

/**
 * Creates the body of a request as a stream, which a handler may read or leave unread. Nothing is
 * read before the first byte is asked for, and `100 Continue` is sent only then: a request that is
 * refused by its headers costs no upload.
 *
 * The stream fails with a 400 if the client goes away, or if its chunks are malformed. The
 * connection stays open, for the error to be sent.
 */
export function createRequestBody(exchange: Exchange): Readable {
  const { request, response } = exchange;
  let isComplete = false;

  const body = new Readable({
    // In object mode chunks stay as the socket delivered them, and are not copied to be joined.
    objectMode: true,
    highWaterMark: chunksAhead,
    read() {
      if (!exchange.bodyReadStarted) start();
      request.resume();
    },
    destroy(error, done) {
      request.off('data', onData).off('end', onEnd).off('close', abort);
      request.off('bodyUnparseable', abort);
      done(error);
    },
  });

  function start(): void {
    exchange.bodyReadStarted = true;
    if (exchange.expectsContinue) {
      exchange.expectsContinue = false;
      response.writeContinue();
    }
    request.on('data', onData).once('end', onEnd).once('close', abort);
    request.once('bodyUnparseable', abort);
    if (exchange.bodyUnparseable || request.destroyed) abort();
  }

  function onData(chunk: Uint8Array): void {
    exchange.bytes.received += chunk.length;
    exchange.received += chunk.length;
    if (!body.push(chunk)) request.pause();
  }

  function onEnd(): void {
    isComplete = request.complete;
    if (isComplete) body.push(null);
    else abort();
  }

  /**
   * Fails even if the whole body has arrived but not been read from `request`: Node drops what it
   * buffers when the connection closes.
   */
  function abort(): void {
    if (isComplete) return;
    body.destroy(new HttpError(400, 'The body is incomplete, or its chunks are malformed.'));
  }

  return Object.assign(body, { [Symbol.asyncIterator]: () => chunksOf(body) });
}
