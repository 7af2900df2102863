import { createIncident } from '../concurrency/incident.ts';
import { sleep } from '../concurrency/sleep.ts';
import { ObjectStoreError } from '../errors/domain-errors.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { Timers } from '../host/timers.ts';
import type { ObjectStore, StagingStore } from './object-store.ts';

/** The waits between attempts, in milliseconds: some six seconds in all. */
const waitsMs = [100, 400, 1600, 4000] as const;
/** No attempt is begun later than that after the first one. */
const maxTotalMs = 20_000;

export interface RetryingStoreOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** Ends all waiting when the node stops. */
  readonly signal: AbortSignal;
}

/**
 * The same store, whose transient failures (a conflict, too many requests, a broken connection) are
 * tried again a few times. A call whose response was lost may have been done: then `putIfAbsent`
 * finds its own object, and says so like that of somebody else. When failures begin and when they
 * are over is logged.
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

function createAttempts({ clock, timers, log, signal }: RetryingStoreOptions): Attempts {
  const incident = createIncident(clock);

  function noteSuccess(): void {
    if (incident.noteAbsence()) log.warn('the object store works again');
  }

  /** The store has responded: what it refused is no trouble of its own. */
  function noteFailure(operation: string, error: ObjectStoreError): void {
    const { code, detail } = error;
    // What a stop cuts off is no fault of the store.
    if (signal.aborted) return;
    if (incident.note(code)) log.error('the object store fails', { operation, code, detail });
  }

  return async (operation, call) => {
    const startedMs = clock.nowMs();
    for (let failures = 0; ; failures += 1) {
      try {
        const result = await call();
        noteSuccess();
        return result;
      } catch (error) {
        if (!(error instanceof ObjectStoreError)) throw error;
        const waitMs = waitsMs[failures];
        const isLate = Math.abs(clock.nowMs() - startedMs) >= maxTotalMs;
        if (!error.isTransient || waitMs === undefined || isLate || signal.aborted) {
          noteFailure(operation, error);
          throw error;
        }
        await sleep(timers, waitMs, signal).catch(() => undefined);
      }
    }
  };
}
