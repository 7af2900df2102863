import type { Timers } from '../host/timers.ts';

/** Does work that is given up after so long: its signal aborts, and the promise rejects. */
export async function within<Result>(
  timers: Timers,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const { signal } = controller;
  const timedOut = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const cancel = timers.after(timeoutMs, () => {
    controller.abort(new Error(`no response within ${timeoutMs / 1000} seconds`));
  });
  try {
    return await Promise.race([work(signal), timedOut]);
  } finally {
    cancel();
  }
}
