import { sleep } from '../concurrency/sleep.ts';
import type { Timers } from '../host/timers.ts';

/** Some hosts have no timer of more than 24 days. */
const longestTimerMs = 24 * 60 * 60 * 1000;

/** Waits for that long; rejects once the work it belongs to is stopped. */
export type Pause = (waitMs: number) => Promise<void>;

/** Creates the pause of work that a signal stops. */
export function createPause(timers: Timers, signal: AbortSignal): Pause {
  return async (waitMs) => {
    let leftMs = waitMs;
    do {
      signal.throwIfAborted();
      await sleep(timers, Math.min(leftMs, longestTimerMs), signal);
      leftMs -= longestTimerMs;
    } while (leftMs > 0);
  };
}
