import type { Timers } from '../../../lib/host/timers.ts';

/** Timers of a test in which no time passes. */
export const noTimers: Timers = { after: () => () => undefined };
