import { sleep } from '../concurrency/sleep.ts';
import type { Log } from '../host/log.ts';
import type { Timers } from '../host/timers.ts';
import type { ObjectStore } from '../object-store/object-store.ts';
import { type ListedName, listObjects } from './list-objects.ts';

/** No bucket is listed again sooner: what others do to a small one is found within this time. */
const minRestMs = 600_000;
/**
 * How long nothing is listed for each request of the last list, so that it costs no more however
 * large the bucket is: 8,640 requests a day, some 260,000 a month ($1.30 on AWS). A page has 1,000
 * names, so a million of them are listed every three hours.
 */
const restMsPerRequest = 10_000;

export interface RelistingOptions {
  readonly store: Pick<ObjectStore, 'list' | 'head'>;
  readonly timers: Timers;
  readonly log: Log;
  /** Called with every name, also with those that are known. */
  readonly onListed: (listed: ListedName) => void;
}

/** What lists a bucket again and again. */
export interface Relisting {
  /** Ends it, once the request that it waits for has ended. */
  stop(): Promise<void>;
}

/**
 * Lists a bucket again and again in the background, because others change it without a word. The
 * first time is a while after the start, which lists it, too. What fails is tried again after the
 * usual rest: the store itself is reported by who retries it.
 */
export function startRelisting(options: RelistingOptions): Relisting {
  const { store, timers, log, onListed } = options;
  const controller = new AbortController();
  const { signal } = controller;

  /** Lists all, and returns how many requests that took. */
  async function list(): Promise<number> {
    let requests = 0;
    const counting: RelistingOptions['store'] = {
      list(...page) {
        requests += 1;
        return store.list(...page);
      },
      head(key) {
        requests += 1;
        return store.head(key);
      },
    };
    try {
      for await (const listed of listObjects(counting)) {
        if (signal.aborted) break;
        onListed(listed);
      }
    } catch (error) {
      log.debug('a bucket could not be listed again', { error });
    }
    return requests;
  }

  async function run(): Promise<void> {
    let restMs = minRestMs;
    while (!signal.aborted) {
      await sleep(timers, restMs, signal).catch(() => undefined);
      if (signal.aborted) break;
      restMs = Math.max(minRestMs, restMsPerRequest * (await list()));
    }
  }

  const ended = run();
  return {
    async stop() {
      controller.abort(new Error('The node stops.'));
      await ended;
    },
  };
}
