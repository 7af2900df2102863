import { createWorkTime } from '../concurrency/work-time.ts';
import type { Clock } from '../host/clock.ts';
import type { Pause } from './pause.ts';

/** How much longer than it works the scrub rests at least, so that disk and CPU are for others. */
const restFactor = 3;

/** Spreads work over a span of time, so that nobody notices it. */
export interface Pace {
  /** Adds a part of the work, which was done, to what is to be waited for. */
  note(cost: number): void;
  /** How long that takes by now, in milliseconds. */
  readonly pendingMs: number;
  /**
   * Waits for it, but no longer than that: what is left is waited for later. It takes longer where
   * the disk was slow.
   */
  rest(longestMs?: number): Promise<void>;
  /** The part of the span that belongs to work that was not done, in milliseconds. */
  readonly leftMs: number;
}

/** Creates a pace for work that costs so much in all, in a unit of the caller's. */
export function createPace(clock: Clock, pause: Pause, totalCost: number, spanMs: number): Pace {
  const work = createWorkTime(clock);
  let leftMs = spanMs;
  let pendingMs = 0;
  return {
    note(cost) {
      const shareMs = (spanMs * cost) / totalCost;
      leftMs -= shareMs;
      pendingMs += shareMs;
    },
    get pendingMs() {
      return pendingMs;
    },
    async rest(longestMs = Number.POSITIVE_INFINITY) {
      const waitMs = Math.min(pendingMs, longestMs);
      pendingMs -= waitMs;
      const workMs = work.passedMs();
      await pause(Math.max(waitMs - workMs, restFactor * workMs));
      work.goOn();
    },
    get leftMs() {
      return Math.max(leftMs, 0);
    },
  };
}
