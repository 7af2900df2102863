import { createEmptyTextStore, type TextStore } from '../disk/text-store.ts';
import type { CreateSha1, HashText } from '../host/hash.ts';
import type { JournalBackend } from '../journal/journal.ts';
import { hashTextWith } from '../names/name-fingerprint.ts';
import type { StorageBackend } from '../storage/storage.ts';
import { createInventory, type MutableInventory } from './inventory.ts';
import { createSavedBytes, type SavedBytes } from './saved-bytes.ts';
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
  /** Where the total size of the files is kept; by default it is counted at each start. */
  readonly savedBytes?: TextStore;
  /** Whether the sizes of all files are added up; by default they are. */
  readonly isCounted?: boolean;
}

/** What filling an inventory, and counting its bytes, takes of the node. */
export type FilledNode = Pick<StartFillingOptions, 'isStorageMissing' | 'removeDeleted'> &
  Pick<StartCountingOptions, 'nameLocks'>;

/** What fills an inventory, counts its bytes, and saves their total. */
export interface InventoryUpkeep extends Filling {
  readonly savedBytes: Pick<SavedBytes, 'save' | 'saveNow'>;
}

/** The backends of a node, and the inventory that knows of every change made through them. */
export interface TrackedBackends {
  readonly storage: StorageBackend;
  readonly journal: JournalBackend;
  readonly inventory: MutableInventory;
  /** Begins to note what is here already, and then to count its bytes. */
  startFilling(node: FilledNode): InventoryUpkeep;
}

const sizeless = { sizeOf: async () => undefined };
const notCounting = { stop: async () => undefined };

/** Keeps the inventory of two backends. */
export function trackInventory(options: TrackInventoryOptions): TrackedBackends {
  const { hashText = hashTextWith(options.createSha1), isCounted = true } = options;
  const inventory = createInventory(hashText, options.journal.tombstones.digest);
  const storage = createTrackedStorage(options.storage, inventory);
  const journal = createTrackedJournal(
    options.journal,
    inventory,
    isCounted ? options.storage : sizeless,
  );
  const { tombstones } = journal;
  return {
    storage,
    journal,
    inventory,
    startFilling(node) {
      const parts = { ...options, ...node, inventory, storage };
      const filling = startFilling({ ...parts, tombstones });
      const store = options.savedBytes ?? createEmptyTextStore();
      const savedBytes = createSavedBytes({ ...parts, store });
      const counting = isCounted ? startCounting({ ...parts, saved: savedBytes }) : notCounting;
      return {
        ...filling,
        savedBytes,
        async stop() {
          await Promise.all([filling.stop(), counting.stop()]);
        },
      };
    },
  };
}
