import type { CreateSha1, HashText } from '../host/hash.ts';
import type { JournalBackend } from '../journal/journal.ts';
import { hashTextWith } from '../names/name-fingerprint.ts';
import type { StorageBackend } from '../storage/storage.ts';
import { createInventory, type Inventory } from './inventory.ts';
import { type StartCountingOptions, startCounting } from './start-counting.ts';
import { type Filling, type StartFillingOptions, startFilling } from './start-filling.ts';
import { createTrackedJournal } from './tracked-journal.ts';
import { createTrackedStorage } from './tracked-storage.ts';

export interface TrackInventoryOptions
  extends Pick<StartFillingOptions, 'timers' | 'clock' | 'log'> {
  readonly storage: StorageBackend;
  readonly journal: JournalBackend;
  readonly createSha1: CreateSha1;
  /** `createSha1` unless given. */
  readonly hashText?: HashText | undefined;
}

/** What filling an inventory, and counting its bytes, takes of the node. */
export type FilledNode = Pick<StartFillingOptions, 'isStorageMissing' | 'removeDeleted'> &
  Pick<StartCountingOptions, 'nameLocks'>;

/** The backends of a node, and the inventory that knows of every change made through them. */
export interface TrackedBackends {
  readonly storage: StorageBackend;
  readonly journal: JournalBackend;
  readonly inventory: Inventory;
  /** Begins to note what is here already, and then to count its bytes. */
  startFilling(node: FilledNode): Filling;
}

/** Keeps the inventory of two backends. */
export function trackInventory(options: TrackInventoryOptions): TrackedBackends {
  const { hashText = hashTextWith(options.createSha1) } = options;
  const inventory = createInventory(hashText, options.journal.tombstones.digest);
  const storage = createTrackedStorage(options.storage, inventory);
  const journal = createTrackedJournal(options.journal, inventory, options.storage);
  const { tombstones } = journal;
  return {
    storage,
    journal,
    inventory,
    startFilling(node) {
      const parts = { ...options, ...node, inventory, storage };
      const filling = startFilling({ ...parts, tombstones });
      const counting = startCounting(parts);
      return {
        ...filling,
        async stop() {
          await Promise.all([filling.stop(), counting.stop()]);
        },
      };
    },
  };
}
