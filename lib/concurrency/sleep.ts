import type { Timers } from '../host/timers.ts';

/** Waits for that long; rejects with the signal's reason as soon as that aborts. */
export function sleep(timers: Timers, waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      cancel();
      reject(signal.reason);
    };
    const cancel = timers.after(waitMs, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}
