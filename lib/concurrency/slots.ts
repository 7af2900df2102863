import type { Timers } from '../host/timers.ts';

/** A number of places for work, for which nobody waits long. */
export interface Slots {
  /**
   * Waits for a place, and returns what gives it back; `undefined` if none became free in time.
   * Whoever waits longest is next.
   */
  acquire(): Promise<(() => void) | undefined>;
}

/** Creates so many places, all free. */
export function createSlots(count: number, timers: Timers, maxWaitMs: number): Slots {
  const waiting = new Set<() => void>();
  let free = count;

  /** Gives back a place once, however often it is called. */
  function createRelease(): () => void {
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const [next] = waiting;
      if (next === undefined) free += 1;
      else next();
    };
  }

  return {
    async acquire() {
      if (free > 0) {
        free -= 1;
        return createRelease();
      }
      return await new Promise((resolve) => {
        const begin = (): void => {
          waiting.delete(begin);
          cancel();
          resolve(createRelease());
        };
        const cancel = timers.after(maxWaitMs, () => {
          waiting.delete(begin);
          resolve(undefined);
        });
        waiting.add(begin);
      });
    },
  };
}
