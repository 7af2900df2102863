import type { Timers } from '../host/timers.ts';
import { createDeferred } from './deferred.ts';

/** Waits for a promise that never rejects, but not longer than that; `undefined` then. */
export async function waitFor<Result>(
  promise: Promise<Result>,
  waitMs: number,
  timers: Timers,
): Promise<Result | undefined> {
  const timeout = createDeferred();
  const cancel = timers.after(waitMs, timeout.resolve);
  try {
    return await Promise.race([promise, timeout.promise.then(() => undefined)]);
  } finally {
    cancel();
  }
}
