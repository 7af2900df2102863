import { createWakeup } from '../concurrency/wakeup.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { StoredName } from '../names/stored-name.ts';
import { type FillInventoryOptions, fillInventory } from './fill-inventory.ts';

/** How long after a failure everything is listed again. */
const retryMs = 10_000;

export interface StartFillingOptions
  extends Omit<FillInventoryOptions, 'signal' | 'removeDeleted'> {
  readonly removeDeleted: (name: StoredName) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What fills an inventory in the background. */
export interface Filling {
  /** Lists everything again: files may have gone, or come, without a call that says so. */
  refill(): void;
  /** Takes note whether the storage is in its place; a change means that other files are there. */
  noteInPlace(isInPlace: boolean): void;
  /** Ends it, and closes what it has open. */
  stop(): Promise<void>;
}

/** Fills an inventory in the background, again until all is noted. */
export function startFilling(options: StartFillingOptions): Filling {
  const { inventory, timers, clock, log } = options;
  const wakeup = createWakeup(timers, () => clock.nowMs());
  let isStopped = false;
  let wasInPlace = true;
  /** Aborts when what was noted so far is not worth to be completed. */
  let pass = new AbortController();

  async function fill(signal: AbortSignal): Promise<boolean> {
    let removed = 0;
    let failed = 0;
    let failure: unknown;
    async function removeDeleted(name: StoredName): Promise<void> {
      try {
        await options.removeDeleted(name);
        removed += 1;
      } catch (error) {
        failed += 1;
        failure = error;
      }
    }
    try {
      return await fillInventory({ ...options, removeDeleted, signal });
    } catch (error) {
      log.error('the stored files could not be listed; will retry', { error });
      return false;
    } finally {
      if (removed > 0) log.warn('deleted files were found and removed', { files: removed });
      if (failed > 0) {
        log.error('deleted files can not be removed', { files: failed, error: failure });
      }
    }
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      pass = new AbortController();
      const { signal } = pass;
      const isDone = await fill(signal);
      if (signal.aborted) continue;
      await wakeup.wait(isDone ? undefined : clock.nowMs() + retryMs);
    }
  }

  function refill(): void {
    inventory.begin();
    pass.abort();
    wakeup.wake();
  }

  inventory.onDoubt(refill);
  const ended = run();
  return {
    refill,
    noteInPlace(isInPlace) {
      if (isInPlace === wasInPlace) return;
      wasInPlace = isInPlace;
      refill();
    },
    async stop() {
      isStopped = true;
      pass.abort();
      wakeup.wake();
      await ended;
    },
  };
}
