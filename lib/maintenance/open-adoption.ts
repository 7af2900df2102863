import { createNodeHealth } from '../disk/health.ts';
import type { FileSystem } from '../host/file-system.ts';
import { noLog } from '../host/no-log.ts';
import {
  createStorageDirectory,
  type StorageDirectoryOptions,
} from '../startup/storage-directory.ts';
import type { StorageBackend } from '../storage/storage.ts';
import { createTombstoneSet, type TombstoneSet } from '../tombstones/tombstones.ts';
import { readTombstones } from './read-tombstones.ts';

/** The directories of a node that does not run, both locked. */
export interface OpenAdoptionOptions extends Omit<StorageDirectoryOptions, 'wasStorageRemoved'> {
  /** Absent where it is lost, or does not exist yet: then no deletion is known. */
  readonly queue?: FileSystem | undefined;
}

/** The storage directory of a node that does not run, and what was deleted there. */
export interface Adoption {
  readonly storage: StorageBackend;
  readonly tombstones: Pick<TombstoneSet, 'has' | 'add'>;
}

const never = (): boolean => false;

/**
 * Opens the storage directory of a node to adopt files there, as a start of the node does. Throws a
 * `StorageIdentityError` if it is not the one that the queue remembers. Of the queue only the id of
 * the storage is written. `log` gets what is wrong with the queue.
 */
export async function openAdoption(options: OpenAdoptionOptions): Promise<Adoption> {
  const { queue, log } = options;
  const tombstones = queue === undefined ? createTombstoneSet() : await readTombstones(queue, log);
  // A storage directory that is removed meanwhile is not made again.
  const wasStorageRemoved = async (): Promise<boolean> => never();
  const { storage, identity } = createStorageDirectory(
    // Each file has an outcome, and a failure of the storage ends the run: that is said already.
    { ...options, wasStorageRemoved, log: noLog },
    {
      health: createNodeHealth(noLog),
      // Only asked where the queue remembers no storage yet.
      expectsFiles: async () => never(),
      hasPending: never,
    },
  );
  await identity.open();
  await storage.recover();
  return { storage, tombstones };
}
