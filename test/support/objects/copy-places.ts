import { createBucketOrigin } from '../../../lib/maintenance/bucket-origin.ts';
import { type CopyOrigin, copyFiles } from '../../../lib/maintenance/copy-files.ts';
import { createDirectoryOrigin } from '../../../lib/maintenance/directory-origin.ts';
import type { StoredName } from '../../../lib/names/stored-name.ts';
import { createMemoryDisk, type MemoryDisk } from '../disk/memory-disk.ts';
import { openTestStorage } from '../disk/open-test-storage.ts';
import { createMemoryObjectStore, type MemoryObjectStore } from './memory-object-store.ts';
import { openTestObjects } from './open-test-objects.ts';

/** A storage directory and a bucket, both empty and in memory, between which files are copied. */
export interface CopyPlaces {
  readonly disk: MemoryDisk;
  readonly store: MemoryObjectStore;
  /** Interrupts a copy. */
  readonly controller: AbortController;
  /** Copies to the bucket, after some deletions, and returns what was done with each, sorted. */
  toBucket(...deletions: StoredName[]): Promise<readonly string[]>;
  /** Copies back to the directory. */
  toDisk(): Promise<readonly string[]>;
}

export function createCopyPlaces(): CopyPlaces {
  const disk = createMemoryDisk();
  const store = createMemoryObjectStore();
  const controller = new AbortController();
  const { signal } = controller;
  const reading = { onRead: () => undefined, signal };

  async function run(
    origin: CopyOrigin,
    target: Parameters<typeof copyFiles>[0]['target'],
  ): Promise<readonly string[]> {
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
    store,
    controller,
    async toBucket(...deletions) {
      const { storage, journal } = await openTestObjects(store);
      async function* names(): AsyncGenerator<StoredName> {
        yield* deletions;
      }
      return await run(createDirectoryOrigin(disk.mount(), names, reading), {
        storage,
        stage: storage.stageContent,
        tombstones: journal.tombstones,
        async recordDeletions(batch) {
          for (const name of batch) await journal.append({ op: 'DELETE', name, seconds: 0 });
        },
      });
    },
    async toDisk() {
      const { storage } = await openTestObjects(store);
      const target = await openTestStorage({ files: disk.mount() });
      return await run(createBucketOrigin(store, storage, reading), {
        storage: target,
        stage: ({ read }, isText) => target.stage(read(), Infinity, isText),
        tombstones: { has: async () => false },
        recordDeletions: async () => undefined,
      });
    },
  };
}
