import type { Timers } from '../host/timers.ts';
import { createDeferred } from './deferred.ts';

/** Wakes one waiting loop: by `wake`, or at the earliest time that it asked for. */
export interface Wakeup {
  /**
   * Resolves at the next `wake`, or at `timeMs` (Unix milliseconds) when one is given. One caller:
   * a call replaces the one before, whose time stays valid.
   */
  wait(timeMs: number | undefined): Promise<void>;
  /** Wakes the caller, and cancels the timer. */
  wake(): void;
}

/** A timer is never longer, because the wall clock may be set while it runs. */
const longestTimerMs = 60_000;

/** Creates a wakeup that nobody waits for, and that has set no timer. */
export function createWakeup(timers: Timers, nowMs: () => number): Wakeup {
  let change = createDeferred();
  let cancel = (): void => undefined;
  let dueMs = Infinity;

  function wake(): void {
    cancel();
    dueMs = Infinity;
    change.resolve();
  }

  return {
    wake,
    wait(timeMs) {
      if (timeMs !== undefined && timeMs < dueMs) {
        cancel();
        dueMs = timeMs;
        cancel = timers.after(Math.min(Math.max(timeMs - nowMs(), 0), longestTimerMs), wake);
      }
      // A fresh promise each time: one that outlived many waits would remember each of them.
      change = createDeferred();
      return change.promise;
    },
  };
}
