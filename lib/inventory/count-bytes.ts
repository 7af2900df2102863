import type { KeyedMutex } from '../concurrency/keyed-mutex.ts';
import { sleep } from '../concurrency/sleep.ts';
import { createWorkTime } from '../concurrency/work-time.ts';
import type { Clock } from '../host/clock.ts';
import type { Timers } from '../host/timers.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';
import type { MutableInventory } from './inventory.ts';

/** Files that are counted without a pause, so that requests are served in between. */
const filesPerTurn = 256;
/** How much longer than a turn takes the count rests after it: a tenth of a core at most. */
const restFactor = 9;

export interface CountBytesOptions {
  readonly inventory: MutableInventory;
  readonly storage: Pick<Storage, 'list' | 'sizeOf'>;
  /** Whether another directory stands in the place of the storage: what it lacks may exist. */
  readonly isStorageMissing: () => Promise<boolean>;
  readonly nameLocks: KeyedMutex<StoredName>;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Ends the count, which rejects or gives up. */
  readonly signal: AbortSignal;
}

/**
 * Finds out the total size of the files of a complete inventory, while the node serves, and so
 * slowly that nobody notices: a million files take some seven minutes. The total stays unknown
 * where the storage is missing at the end, or the total was invalidated meanwhile. Rejects where
 * the files can't be listed, or the size of one can't be found out.
 */
export async function countBytes(options: CountBytesOptions): Promise<void> {
  const { inventory, storage, isStorageMissing, nameLocks, clock, timers, signal } = options;
  const { stored, bytes } = inventory;
  const work = createWorkTime(clock);

  async function count(name: StoredName): Promise<void> {
    const fingerprint = inventory.fingerprintName(name);
    // A file that was put there by hand is counted once it is adopted.
    if (!stored.has(fingerprint)) return;
    const sizeBytes = await storage.sizeOf(name);
    if (sizeBytes !== undefined) bytes.add(fingerprint, sizeBytes);
  }

  bytes.beginCount();
  let listed = 0;
  for await (const name of storage.list()) {
    if (signal.aborted || !bytes.isCounting) return;
    // By the lock no file comes or goes between the question for its size and the answer.
    await nameLocks.withLock(name, () => count(name));
    listed += 1;
    if (listed % filesPerTurn > 0) continue;
    await sleep(timers, restFactor * work.passedMs(), signal);
    work.goOn();
  }
  const isMissing = await isStorageMissing();
  if (!isMissing && bytes.isCounting) bytes.endCount();
}
