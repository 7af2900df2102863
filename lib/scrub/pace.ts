import type { Clock } from '../host/clock.ts';
import type { Pause } from './pause.ts';

/** How much longer than it works the scrub rests at least, so that disk and CPU are for others. */
const restFactor = 3;
/** Nothing takes longer between two pauses; more means that the clock was set. */
const longestWorkMs = 1000;

/** Spreads work over a span of time, so that nobody notices it. */
export interface Pace {
  /** Waits as long as a part of the work is to take; longer where the disk was slow. */
  spend(cost: number): Promise<void>;
  /** Waits for the part of the span that the work did not take. */
  rest(): Promise<void>;
}

/** Creates a pace for work that costs so much in all, in a unit of the caller's. */
export function createPace(clock: Clock, pause: Pause, totalCost: number, spanMs: number): Pace {
  let resumedMs = clock.nowMs();
  let leftMs = spanMs;
  return {
    async spend(cost) {
      const shareMs = (spanMs * cost) / totalCost;
      leftMs -= shareMs;
      const passedMs = clock.nowMs() - resumedMs;
      const workMs = Math.min(Math.max(passedMs, 0), longestWorkMs);
      await pause(Math.max(shareMs - workMs, restFactor * workMs));
      resumedMs = clock.nowMs();
    },
    rest: () => pause(Math.max(leftMs, 0)),
  };
}
