import type { Clock } from '../host/clock.ts';
import type { Timers } from '../host/timers.ts';
import { HttpError } from '../http/http-error.ts';
import type { RequestLimits } from '../limits/request-limits.ts';
import { createBodyRate } from './body-rate.ts';

export interface ReceiveBodyOptions {
  readonly limits: RequestLimits;
  readonly clock: Clock;
  readonly timers: Timers;
}

/**
 * Passes on the chunks of a body as they arrive. Throws a 408 if the client sends nothing for the
 * idle timeout or sends too slowly, and a 400 if the body breaks off; a host may have a better
 * `HttpError` for that. Only the time counts during which a chunk is waited for.
 */
export function receiveBody(
  body: AsyncIterable<Uint8Array>,
  { limits, clock, timers }: ReceiveBodyOptions,
): AsyncIterator<Uint8Array> {
  const { idleTimeoutMs, minBytesPerSecond, rateWindowMs: windowMs } = limits;
  const rate = createBodyRate({ minBytesPerSecond, windowMs, clock });
  const chunks = body[Symbol.asyncIterator]();

  /** Whether what has come came fast enough. */
  function noteArrival(next: IteratorResult<Uint8Array>): boolean {
    const isFastEnough = next.done === true || rate.addBytes(next.value.length);
    rate.stopWaiting();
    return isFastEnough;
  }

  /** Nobody waits for the end of it: a client that sends nothing would hold up the response. */
  function cancel(): void {
    chunks.return?.().catch(() => undefined);
  }

  // No generator: an upload spends a noticeable part of its time in the promises of one.
  return {
    next: () =>
      new Promise((resolve, reject) => {
        function fail(error: unknown): void {
          stopTimer();
          cancel();
          reject(error instanceof HttpError ? error : brokenOff());
        }
        rate.startWaiting();
        const stopTimer = timers.after(idleTimeoutMs, () => {
          fail(new HttpError(408, `No byte arrived for ${idleTimeoutMs / 1000} seconds.`));
        });
        function pass(next: IteratorResult<Uint8Array>): void {
          stopTimer();
          if (noteArrival(next)) resolve(next);
          else fail(new HttpError(408, 'The body arrived too slowly.'));
        }
        chunks.next().then(pass, fail);
      }),
    async return() {
      cancel();
      return { done: true, value: undefined };
    },
  };
}

function brokenOff(): HttpError {
  return new HttpError(400, 'The body is incomplete, or its chunks are malformed.');
}
