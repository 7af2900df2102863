import type { Timers } from '../../../lib/host/timers.ts';

/** Timers that fire when a test lets time pass. */
export interface ManualTimers extends Timers {
  /** Lets so much time pass, and what follows from it happen, timer by timer. */
  pass(ms: number): Promise<void>;
  /** How many are waiting. */
  readonly count: number;
}

/** `clock` moves along with the time that passes. */
export function createManualTimers(clock: { ms: number }): ManualTimers {
  let elapsedMs = 0;
  let waiting: { readonly atMs: number; readonly work: () => void }[] = [];

  async function moveTo(timeMs: number): Promise<void> {
    clock.ms += timeMs - elapsedMs;
    elapsedMs = timeMs;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  return {
    after(delayMs, work) {
      const timer = { atMs: elapsedMs + delayMs, work };
      waiting.push(timer);
      return () => {
        waiting = waiting.filter((other) => other !== timer);
      };
    },
    async pass(ms) {
      const end = elapsedMs + ms;
      await moveTo(elapsedMs);
      for (;;) {
        const due = waiting.filter(({ atMs }) => atMs <= end);
        const [next] = due.sort((one, other) => one.atMs - other.atMs);
        if (next === undefined) break;
        waiting = waiting.filter((other) => other !== next);
        await moveTo(next.atMs);
        next.work();
        await moveTo(next.atMs);
      }
      await moveTo(end);
    },
    get count() {
      return waiting.length;
    },
  };
}
