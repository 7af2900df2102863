import type { Timers } from '../host/timers.ts';
import { createDeferred } from './deferred.ts';

/** Wakes one waiting loop: by a ring, or at the earliest time it asked for. */
export interface Wakeup {
  /** Resolves at the next ring, or at `timeMs` (Unix milliseconds) when one is given. */
  wait(timeMs: number | undefined): Promise<void>;
  wake(): void;
}

/** No timer is longer: the wall clock may be set while it runs. */
const longestTimerMs = 60_000;

export function createWakeup(timers: Timers, nowMs: () => number): Wakeup {
  let change = createDeferred();
  let cancel = (): void => undefined;
  let dueMs = Infinity;

  function wake(): void {
    cancel();
    dueMs = Infinity;
    const rung = change;
    change = createDeferred();
    rung.resolve();
  }

  return {
    wake,
    wait(timeMs) {
      if (timeMs !== undefined && timeMs < dueMs) {
        cancel();
        dueMs = timeMs;
        cancel = timers.after(Math.min(Math.max(timeMs - nowMs(), 0), longestTimerMs), wake);
      }
      return change.promise;
    },
  };
}
