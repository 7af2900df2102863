import { createLargeSet } from '../collections/large-set.ts';
import { inBatches } from '../concurrency/batches.ts';
import { isDiskFull } from '../errors/error-code.ts';
import { type Clock, nowSeconds } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { Journal } from '../journal/journal.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';

/** Records that share syncs. */
const batchSize = 100;
/** How many names the storage is given at a time. */
const defaultPortionSize = 2 ** 20;

export interface FinishDeletionsOptions {
  readonly storage: Pick<Storage, 'removeAll'>;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  /** How many names are removed together; about a million by default. */
  readonly portionSize?: number;
}

/**
 * Removes what was recorded as deleted before the last restart and may not have been removed. What
 * can't be removed is hidden all the same, must not stop the rest, and is recorded again for the
 * next start to try.
 */
export async function finishDeletions(
  options: FinishDeletionsOptions,
  names: Iterable<StoredName> | AsyncIterable<StoredName>,
): Promise<void> {
  const { storage, log, portionSize = defaultPortionSize } = options;
  /** A name that was recorded again is there twice as long as a peer needs the first record. */
  const recordedAgain = createLargeSet<StoredName>();
  for await (const portion of portionsOf(names, portionSize)) {
    const failures = await storage.removeAll(portion);
    await inBatches(failures, batchSize, async ([name, error]) => {
      log.error('a deleted file can not be removed from the disk', { name, error });
      if (recordedAgain.has(name)) return;
      recordedAgain.add(name);
      await recordAgain(options, name);
    });
  }
}

/** Sets of so many names at most: a set of all of them could be larger than any may be. */
async function* portionsOf(
  names: Iterable<StoredName> | AsyncIterable<StoredName>,
  size: number,
): AsyncGenerator<Set<StoredName>> {
  let portion = new Set<StoredName>();
  for await (const name of names) {
    portion.add(name);
    if (portion.size < size) continue;
    yield portion;
    portion = new Set();
  }
  yield portion;
}

/** The record that is there goes with its segment once the peers have it. */
async function recordAgain(
  { journal, clock, log }: FinishDeletionsOptions,
  name: StoredName,
): Promise<void> {
  try {
    const seconds = nowSeconds(clock);
    const record = await journal.append({ op: 'DELETE', name, seconds });
    record.publish({ redo: true });
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    log.warn('a deleted file may stay on the disk: no free space to record it', { name });
  }
}
