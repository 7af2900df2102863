import type { Timers } from '../../lib/host/timers.ts';

/** Node's timers. */
export const nodeTimers: Timers = {
  after(delayMs, work) {
    const timer = setTimeout(work, delayMs);
    return () => clearTimeout(timer);
  },
};
