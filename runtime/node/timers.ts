import type { Timers } from '../../lib/host/timers.ts';

/** The timers of Node. */
export const nodeTimers: Timers = {
  after(delayMs, work) {
    const timer = setTimeout(work, delayMs);
    return () => clearTimeout(timer);
  },
};
