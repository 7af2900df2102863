import { createDeferred } from '../lib/deferred.ts';

/** Wakes one waiting loop: by a ring, or at the earliest time it asked for. */
export interface Alarm {
  /** Resolves at the next ring, or at `timeMs` (Unix milliseconds) when one is given. */
  wait(timeMs: number | undefined): Promise<void>;
  ring(): void;
}

const longestTimerMs = 60_000;

export function createAlarm(nowMs: () => number): Alarm {
  let change = createDeferred();
  let timer: NodeJS.Timeout | undefined;
  let dueMs = Infinity;

  function ring(): void {
    clearTimeout(timer);
    timer = undefined;
    dueMs = Infinity;
    const rung = change;
    change = createDeferred();
    rung.resolve();
  }

  return {
    ring,
    wait(timeMs) {
      if (timeMs !== undefined && timeMs < dueMs) {
        clearTimeout(timer);
        dueMs = timeMs;
        timer = setTimeout(ring, Math.min(Math.max(timeMs - nowMs(), 0), longestTimerMs));
      }
      return change.promise;
    },
  };
}
