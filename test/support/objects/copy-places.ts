import { createBucketOrigin } from '../../../lib/maintenance/bucket-origin.ts';
import { createBucketTarget } from '../../../lib/maintenance/bucket-target.ts';
import { type CopyFilesOptions, copyFiles } from '../../../lib/maintenance/copy-files.ts';
import { createDirectoryOrigin } from '../../../lib/maintenance/directory-origin.ts';
import { createDirectoryTarget } from '../../../lib/maintenance/directory-target.ts';
import { createNewTombstones, readTombstones } from '../../../lib/maintenance/read-tombstones.ts';
import { createTombstoneSet } from '../../../lib/tombstones/tombstones.ts';
import { createMemoryDisk, type MemoryDisk } from '../disk/memory-disk.ts';
import { openTestStorage } from '../disk/open-test-storage.ts';
import { silentLog } from '../node/silent-log.ts';
import { createMemoryObjectStore, type MemoryObjectStore } from './memory-object-store.ts';
import { openTestObjects } from './open-test-objects.ts';

/** The directories of a node and a bucket, all empty and in memory, to copy between them. */
export interface CopyPlaces {
  /** That of the storage directory. */
  readonly disk: MemoryDisk;
  /** That of the queue directory. */
  readonly queue: MemoryDisk;
  readonly store: MemoryObjectStore;
  /** Interrupts a copy. */
  readonly controller: AbortController;
  /** Copies to the bucket, and returns what was done with each, sorted. */
  toBucket(use?: 'without queue'): Promise<readonly string[]>;
  /** Copies back to the directory. */
  toDisk(use?: 'without queue'): Promise<readonly string[]>;
}

export function createCopyPlaces(): CopyPlaces {
  const disk = createMemoryDisk();
  const queue = createMemoryDisk();
  const store = createMemoryObjectStore();
  const controller = new AbortController();
  const { signal } = controller;
  const reading = { onRead: () => undefined, signal };

  async function run({
    origin,
    target,
  }: Pick<CopyFilesOptions, 'origin' | 'target'>): Promise<readonly string[]> {
    const found: string[] = [];
    await copyFiles({
      origin,
      target,
      onFinding: ({ kind, path, error }) =>
        void found.push(`${kind} ${path}${error === undefined ? '' : ' (why)'}`),
      signal,
    });
    return found.toSorted();
  }

  return {
    disk,
    queue,
    store,
    controller,
    async toBucket(use) {
      const deletions =
        use === undefined ? createNewTombstones(queue.mount(), silentLog) : async () => [];
      return await run({
        origin: createDirectoryOrigin(disk.mount(), deletions, reading),
        target: createBucketTarget(await openTestObjects(store)),
      });
    },
    async toDisk(use) {
      const { storage } = await openTestObjects(store);
      const queueFiles = use === undefined ? queue.mount() : undefined;
      const { target, close } = createDirectoryTarget({
        storage: await openTestStorage({ files: disk.mount() }),
        tombstones: queueFiles ? await readTombstones(queueFiles, silentLog) : createTombstoneSet(),
        queue: queueFiles,
      });
      const origin = createBucketOrigin(store, storage, reading);
      return await run({ origin, target }).finally(close);
    },
  };
}
