import { sleep } from '../../../lib/concurrency/sleep.ts';
import type { Retry } from '../../../lib/host/retry.ts';
import type { Timers } from '../../../lib/host/timers.ts';

/** Creates a `Retry` that waits on the given timers, as p-retry does on those of Node. */
export function createVirtualRetry(timers: Timers): Retry {
  return async (attempt, { firstDelayMs, factor, maxDelayMs, shouldRetry, signal }) => {
    for (let delayMs = firstDelayMs; ; delayMs *= factor) {
      signal.throwIfAborted();
      try {
        return await attempt();
      } catch (error) {
        signal.throwIfAborted();
        if (!shouldRetry(error)) throw error;
        await sleep(timers, Math.min(delayMs, maxDelayMs), signal);
      }
    }
  };
}
