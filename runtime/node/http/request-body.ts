import { Readable } from 'node:stream';
import { HttpError } from '../../../lib/http/http-error.ts';
import type { Exchange } from '../connection/exchange.ts';
import type { ArrivalRate } from './body-rate.ts';
import { tooManyRequests } from './request-limit.ts';

/** How many chunks, of 64 KiB at most, are taken from a client before they are asked for. */
const chunksAhead = 2;

/**
 * The body of a request, for a handler to read or to leave. The client is told to go on when the
 * first byte is asked for, so a refusal by the headers alone costs no upload. A client that stops
 * sending, or sends too slowly, is a 408, one that goes away a 400 nobody sees; either way the
 * connection stays as it is, for the answer to be sent. `mayWait` is asked before the client is
 * waited for: where that may not be, it is a 503. A body that is all here waits for nobody.
 */
export function createRequestBody(
  exchange: Exchange,
  rate: ArrivalRate,
  mayWait: () => boolean,
): Readable {
  const { request, response, idleTimeoutMs } = exchange;
  /** Runs while the client is waited for: one that is not asked for more may be silent. */
  let silence: NodeJS.Timeout | undefined;
  let isTaken = false;

  const body = new Readable({
    // By chunks, as they came from the socket: bytes would be joined, and copied for that.
    objectMode: true,
    highWaterMark: chunksAhead,
    read() {
      if (!exchange.bodyReadStarted) {
        if (!request.complete && !mayWait()) return void body.destroy(tooManyRequests());
        begin();
      }
      silence ??= setTimeout(
        giveUp,
        idleTimeoutMs,
        `No byte arrived for ${idleTimeoutMs / 1000} seconds.`,
      );
      rate.wait();
      request.resume();
    },
    destroy(error, done) {
      stopWaiting();
      request.off('data', take).off('end', finish).off('close', breakOff);
      request.off('brokenBody', breakOff);
      done(error);
    },
  });

  function begin(): void {
    exchange.bodyReadStarted = true;
    if (exchange.expectsContinue) {
      exchange.expectsContinue = false;
      response.writeContinue();
    }
    request.on('data', take).once('end', finish).once('close', breakOff);
    request.once('brokenBody', breakOff);
    if (exchange.bodyUnparseable || request.destroyed) breakOff();
  }

  function take(chunk: Uint8Array): void {
    if (!rate.note(chunk.length)) {
      giveUp('The body arrived too slowly.');
    } else if (body.push(chunk)) {
      silence?.refresh();
    } else {
      stopWaiting();
      request.pause();
    }
  }

  function finish(): void {
    stopWaiting();
    isTaken = request.complete;
    if (isTaken) body.push(null);
    else breakOff();
  }

  /** Also when all has come, but not to here: what Node still held is lost with the connection. */
  function breakOff(): void {
    if (isTaken) return;
    body.destroy(
      new HttpError(400, 'The body ended before it was whole, or its chunks are malformed.'),
    );
  }

  function giveUp(why: string): void {
    body.destroy(new HttpError(408, why));
  }

  function stopWaiting(): void {
    clearTimeout(silence);
    silence = undefined;
    rate.pause();
  }

  return body;
}
