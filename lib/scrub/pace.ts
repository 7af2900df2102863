import type { Clock } from '../host/clock.ts';
import type { Pause } from './pause.ts';

/** How much longer than it works the scrub rests at least, so that disk and CPU are for others. */
const restFactor = 3;
/** Nothing takes longer between two pauses; more means that the clock was set. */
const longestWorkMs = 1000;

/** Spreads work over a time, so that nobody notices it. */
export interface Pace {
  /** Waits for the share of the time that this part of the work is to take. */
  spend(cost: number): Promise<void>;
}

/** Creates a pace; work that has cost 1 is to take `msPerCost`, and takes longer on a busy disk. */
export function createPace(clock: Clock, pause: Pause, msPerCost: number): Pace {
  let resumedMs = clock.nowMs();
  return {
    async spend(cost) {
      const passedMs = clock.nowMs() - resumedMs;
      const workMs = Math.min(Math.max(passedMs, 0), longestWorkMs);
      await pause(Math.max(cost * msPerCost - workMs, restFactor * workMs));
      resumedMs = clock.nowMs();
    },
  };
}
