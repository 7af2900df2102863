import { createDeferred } from '../concurrency/deferred.ts';
import { createIncident } from '../concurrency/incident.ts';
import { sleep } from '../concurrency/sleep.ts';
import { describeError } from '../errors/describe-error.ts';
import type { Log } from '../host/log.ts';
import { type CountBytesOptions, countBytes } from './count-bytes.ts';
import type { SavedBytes } from './saved-bytes.ts';

/** How much longer than a count, which rests itself, nothing is counted after it. */
const restFactor = 2;
const minRestMs = 10_000;
/** More means that the clock was set while files were counted. */
const maxRestMs = 3_600_000;

export interface StartCountingOptions extends Omit<CountBytesOptions, 'signal'> {
  readonly saved: SavedBytes;
  readonly log: Log;
}

/** What counts the bytes of an inventory in the background. */
export interface Counting {
  /** Ends it, and closes what it has open. */
  stop(): Promise<void>;
}

/**
 * Counts the bytes of an inventory in the background: once it is complete, where no total was saved
 * for it, and again when the total was invalidated or could not be found out, but not all the time.
 */
export function startCounting(options: StartCountingOptions): Counting {
  const { inventory, saved, timers, clock, log } = options;
  const { bytes } = inventory;
  const controller = new AbortController();
  const { signal } = controller;
  const incident = createIncident(clock, 0);
  /** When the last count ended, and how long nothing is counted after it. */
  let endedMs = 0;
  let restMs = 0;
  /** Only a start finds what was saved before it. */
  let isSavedTried = false;
  /** Resolves when files may have to be counted, and when the node stops. */
  let change = createDeferred();

  async function tryCount(): Promise<void> {
    try {
      await countBytes({ ...options, signal });
      if (bytes.total !== undefined && incident.noteAbsence()) {
        log.warn('the size of the stored files is known again');
      }
    } catch (error) {
      bytes.forget();
      if (signal.aborted || !incident.note(describeError(error))) return;
      log.error('the size of the stored files could not be found out; will retry', { error });
    }
  }

  async function count(): Promise<void> {
    const startedMs = clock.nowMs();
    await tryCount();
    endedMs = clock.nowMs();
    restMs = Math.min(Math.max(restFactor * (endedMs - startedMs), minRestMs), maxRestMs);
  }

  /** How long nothing is counted yet. */
  function leftMs(): number {
    return restMs - Math.abs(clock.nowMs() - endedMs);
  }

  async function trySaved(): Promise<void> {
    isSavedTried = true;
    await saved.takeOver();
  }

  function nextChange(): Promise<void> {
    change = createDeferred();
    return change.promise;
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const isDue = inventory.isComplete && bytes.total === undefined;
      if (!isDue) await nextChange();
      else if (!isSavedTried) await trySaved();
      else if (leftMs() > 0) await sleep(timers, leftMs(), signal).catch(() => undefined);
      else await count();
    }
  }

  bytes.onUnknown(() => {
    change.resolve();
    // A crash must not bring a false total back.
    if (bytes.isInvalidated) void saved.saveNow();
  });
  const ended = run();
  return {
    async stop() {
      controller.abort(new Error('The node stops.'));
      change.resolve();
      await ended;
    },
  };
}
