import type { Clock } from '../host/clock.ts';

/** Nothing works longer without a pause; more means that the clock was set. */
const longestMs = 1000;

/** Measures how long something works between two pauses, so that the pauses can go by that. */
export interface WorkTime {
  /** Since it went on, in milliseconds; 1000 at most, whatever happens to the clock. */
  passedMs(): number;
  /** It goes on after a pause. */
  goOn(): void;
}

/** Creates the measure of work that begins now. */
export function createWorkTime(clock: Clock): WorkTime {
  let sinceMs = clock.nowMs();
  return {
    passedMs: () => Math.min(Math.max(clock.nowMs() - sinceMs, 0), longestMs),
    goOn() {
      sinceMs = clock.nowMs();
    },
  };
}
