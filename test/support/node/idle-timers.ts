import type { Timers } from '../../../lib/host/timers.ts';
import { createManualTimers } from './manual-timers.ts';
import { settleMicrotasks } from './settle-microtasks.ts';

/** Timers of a test in which time passes only while nothing else happens. */
export interface IdleTimers extends Timers {
  /** Waits for the end of some work, and lets time pass where that waits for it. */
  passUntil(work: Promise<unknown>): Promise<void>;
}

/** Whatever is in memory has happened after so many turns of the event loop. */
const idleTurns = 200;

export function createIdleTimers(): IdleTimers {
  const { after, pass } = createManualTimers({ ms: 0 });
  return {
    after,
    async passUntil(work) {
      let isOver = false;
      const ended = work.finally(() => {
        isOver = true;
      });
      while (!isOver) {
        for (let turn = 0; turn < idleTurns && !isOver; turn += 1) await settleMicrotasks();
        if (!isOver) await pass(250);
      }
      await ended;
    },
  };
}
