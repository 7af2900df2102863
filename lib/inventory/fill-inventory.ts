import type { Timers } from '../host/timers.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { StorageBackend } from '../storage/storage.ts';
import type { ListedTombstones } from '../tombstones/tombstones.ts';
import type { MutableInventory } from './inventory.ts';

/** Names that are noted without a pause, so that requests are served in between. */
const namesPerTurn = 256;

export interface FillInventoryOptions {
  readonly inventory: MutableInventory;
  readonly storage: Pick<StorageBackend, 'list'>;
  readonly tombstones: ListedTombstones;
  /** Whether another directory stands in the place of the storage: what it lacks may exist. */
  readonly isStorageMissing: () => Promise<boolean>;
  /** Removes a file that was found although its name is deleted. */
  readonly removeDeleted: (name: StoredName) => Promise<void>;
  readonly timers: Timers;
  readonly signal: AbortSignal;
}

/**
 * Notes in an inventory what is here, while the node serves already. The tombstones come first:
 * then a file that is removed after it was listed is not noted again. Files whose deletion is known
 * (somebody has put them back, from a backup for example) are removed. Returns whether all was
 * noted: not when the signal aborts, nor while the storage is missing.
 */
export async function fillInventory(options: FillInventoryOptions): Promise<boolean> {
  const { inventory, storage, tombstones, removeDeleted, signal } = options;
  const pause = createPause(options);
  inventory.begin();
  // Those with a digest are in the inventory already: it took the digest over.
  const deleted = tombstones.digest === undefined ? tombstones.names() : [];
  for await (const name of deleted) {
    if (signal.aborted) return false;
    inventory.noteDeleted(name);
    await pause();
  }
  // A storage that is missing may be one with other files in it, which are not this node's.
  if (await options.isStorageMissing()) return false;
  for await (const name of storage.list()) {
    if (signal.aborted) return false;
    if (!inventory.noteFound(name) && (await tombstones.has(name))) await removeDeleted(name);
    await pause();
  }
  if ((await options.isStorageMissing()) || signal.aborted) return false;
  inventory.noteComplete();
  return true;
}

/** Lets other work go on after every so many calls; not when the signal has aborted. */
function createPause({
  timers,
  signal,
}: Pick<FillInventoryOptions, 'timers' | 'signal'>): () => Promise<void> {
  let count = 0;
  let resume = (): void => undefined;
  signal.addEventListener('abort', () => resume(), { once: true });
  return async () => {
    count += 1;
    if (count % namesPerTurn > 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const cancel = timers.after(0, resolve);
      resume = () => {
        cancel();
        resolve();
      };
    });
  };
}
