import { Readable } from 'node:stream';
import { HttpError } from '../../../lib/http/http-error.ts';
import type { Exchange } from '../connection/exchange.ts';
import type { BodyRate } from './body-rate.ts';
import { tooManyRequests } from './request-limit.ts';

/** How many chunks, of up to 64 KiB, are read from a client ahead of the handler. */
const chunksAhead = 2;

/**
 * Creates the body of a request as a stream, which a handler may read or leave unread. Nothing is
 * read before the first byte is asked for, and `100 Continue` is sent only then: a request that is
 * refused by its headers costs no upload.
 *
 * The stream fails with a 408 if the client sends nothing for the idle timeout or sends too slowly,
 * and with a 400 if it goes away or its chunks are malformed. The connection stays open, for the
 * error to be sent. If the body has not arrived yet, `mayWait` is called before the client is
 * waited for, and `false` makes the stream fail with a 503. A body that has arrived is always read.
 */
export function createRequestBody(
  exchange: Exchange,
  rate: BodyRate,
  mayWait: () => boolean,
): Readable {
  const { request, response, idleTimeoutMs } = exchange;
  /** Runs only while the client is waited for: it may be silent when nothing is asked of it. */
  let idleTimer: NodeJS.Timeout | undefined;
  let isComplete = false;

  const body = new Readable({
    // In object mode chunks stay as the socket delivered them, and are not copied to be joined.
    objectMode: true,
    highWaterMark: chunksAhead,
    read() {
      if (!exchange.bodyReadStarted) {
        if (!request.complete && !mayWait()) return void body.destroy(tooManyRequests());
        start();
      }
      idleTimer ??= setTimeout(
        timeOut,
        idleTimeoutMs,
        `No byte arrived for ${idleTimeoutMs / 1000} seconds.`,
      );
      rate.startWaiting();
      request.resume();
    },
    destroy(error, done) {
      stopWaiting();
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
    if (!rate.addBytes(chunk.length)) {
      timeOut('The body arrived too slowly.');
    } else if (body.push(chunk)) {
      idleTimer?.refresh();
    } else {
      stopWaiting();
      request.pause();
    }
  }

  function onEnd(): void {
    stopWaiting();
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

  function timeOut(message: string): void {
    body.destroy(new HttpError(408, message));
  }

  function stopWaiting(): void {
    clearTimeout(idleTimer);
    idleTimer = undefined;
    rate.stopWaiting();
  }

  return body;
}
