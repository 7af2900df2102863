import { sleep } from '../concurrency/sleep.ts';
import { ObjectStoreError } from '../errors/domain-errors.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { Timers } from '../host/timers.ts';
import type { ObjectStore, StagingStore } from './object-store.ts';
import { createStoreFailures, type StoreFailures } from './store-failures.ts';

/** The waits between attempts, in milliseconds: some six seconds in all. */
const waitsMs = [100, 400, 1600, 4000] as const;
/** No attempt is begun later than that after the first one. */
const maxTotalMs = 20_000;

export interface RetryingStoreOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** Gets to know of each outcome, and logs what is new; its own by default. */
  readonly failures?: StoreFailures | undefined;
  /** Ends all waiting when the node stops. */
  readonly signal: AbortSignal;
}

/**
 * The same store, whose transient failures (a conflict, too many requests, a broken connection) are
 * tried again a few times. A call whose response was lost may have been done: then `putIfAbsent`
 * finds its own object, and says so like that of somebody else.
 */
export function createRetryingStore(
  store: ObjectStore,
  options: RetryingStoreOptions,
): ObjectStore {
  const { staging } = store;
  const attempt = createAttempts(options);
  const retryingStaging: StagingStore = {
    begin: (key) => attempt('begin', () => staging.begin(key)),
    addPart: (upload, number, bytes) =>
      attempt('addPart', () => staging.addPart(upload, number, bytes)),
    complete: (upload, tags) => attempt('complete', () => staging.complete(upload, tags)),
    abort: (upload) => attempt('abort', () => staging.abort(upload)),
    listUploads: (prefix) => attempt('listUploads', () => staging.listUploads(prefix)),
    remove: (key) => attempt('remove', () => staging.remove(key)),
  };
  return {
    putIfAbsent: (key, body, facts) =>
      attempt('putIfAbsent', () => store.putIfAbsent(key, body, facts)),
    replace: (key, version, body, facts) =>
      attempt('replace', () => store.replace(key, version, body, facts)),
    markDeleted: (key) => attempt('markDeleted', () => store.markDeleted(key)),
    get: (key, range) => attempt('get', () => store.get(key, range)),
    head: (key) => attempt('head', () => store.head(key)),
    list: (prefix, page) => attempt('list', () => store.list(prefix, page)),
    staging: retryingStaging,
  };
}

/** Does a call until it succeeds, fails for good, or has been tried for long enough. */
type Attempts = <Result>(operation: string, call: () => Promise<Result>) => Promise<Result>;

function createAttempts({ clock, timers, log, signal, ...given }: RetryingStoreOptions): Attempts {
  const { failures = createStoreFailures(clock, log) } = given;
  return async (operation, call) => {
    const startedMs = clock.nowMs();
    for (let attempt = 0; ; attempt += 1) {
      try {
        const result = await call();
        failures.noteSuccess(operation);
        return result;
      } catch (error) {
        if (!(error instanceof ObjectStoreError)) throw error;
        const waitMs = waitsMs[attempt];
        const isLate = Math.abs(clock.nowMs() - startedMs) >= maxTotalMs;
        if (!error.isTransient || waitMs === undefined || isLate || signal.aborted) {
          // What a stop cuts off is no fault of the store.
          if (!signal.aborted) failures.noteFailure(operation, error);
          throw error;
        }
        await sleep(timers, waitMs, signal).catch(() => undefined);
      }
    }
  };
}
