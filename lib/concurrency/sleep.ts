import type { Timers } from '../host/timers.ts';

/**
 * Waits for that long. With a signal it rejects with that one's reason as soon as it aborts, or has
 * aborted.
 */
export async function sleep(timers: Timers, waitMs: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = timers.after(waitMs, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    signal?.addEventListener('abort', stop, { once: true });
  });
}
