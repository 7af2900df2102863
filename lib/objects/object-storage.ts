import { defaultMemoryLimits, type MemoryLimits } from '../limits/memory-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { ObjectInfo, ObjectStore } from '../object-store/object-store.ts';
import type { CorruptListener, StorageBackend } from '../storage/storage.ts';
import { type CorruptObjectsOptions, createCorruptObjects } from './corrupt-objects.ts';
import { createKnownObjects } from './known-objects.ts';
import { listObjects } from './list-objects.ts';
import type { ObjectDeletions } from './object-deletions.ts';
import { createObjectReader, type ObjectReaderParts } from './object-reader.ts';
import {
  type ContentStaging,
  createObjectReceiver,
  type ObjectReceiverParts,
} from './object-receiver.ts';
import { watchNames } from './watch-names.ts';

/*
 * The storage in a bucket of an object store. Each file is an object whose key is its name, and a
 * deleted name keeps an empty object with a mark (`ObjectStore`). The store replicates, and any
 * number of nodes use one bucket at once: what they must agree on, it decides by conditional PUTs.
 *
 * States of a name: absent -> stored, by one PUT if it is absent -> deleted. A body has no name
 * until it is whole and hashed; until then it is in memory or in the spool. An object that this
 * process has not stored is found: intact and then adopted, which here only means remembered, or
 * corrupt. A corrupt one is never read to its end (I3). It stays where it is, but counts as one in
 * quarantine from then on: nothing is served of it, and an upload of its name replaces it.
 *
 * After a crash nothing has to be finished. What is left in the spool is removed at the start, or
 * by a sweep (`startSweepingStaging`).
 */

export interface ObjectStorageOptions
  extends Pick<ObjectReaderParts, 'createSha1' | 'createTextScan' | 'maxKeptBytes'>,
    Pick<ObjectReceiverParts, 'spool' | 'maxMemoryBytes' | 'maxBodyBytes'>,
    CorruptObjectsOptions {
  readonly store: ObjectStore;
  /** Those that the journal makes. */
  readonly deletions: ObjectDeletions;
  /** `defaultMemoryLimits` unless given. */
  readonly memoryLimits?: Partial<MemoryLimits> | undefined;
}

/** The storage in a bucket. */
export type ObjectStorage = StorageBackend & ContentStaging;

/** Creates it; `recover` comes before anything else. */
export function createObjectStorage(options: ObjectStorageOptions): ObjectStorage {
  const { deletions, spool, log, clock } = options;
  const { rememberedCopies } = { ...defaultMemoryLimits, ...options.memoryLimits };
  const known = createKnownObjects(rememberedCopies);
  const corrupt = createCorruptObjects({ log, clock });
  // Another node may delete what this one has found corrupt.
  const store = watchNames(options.store, { onDeleted: corrupt.forget });
  const parts = { ...options, store, known };
  const { space, ...receiver } = createObjectReceiver({ ...parts, corrupt });
  let onCorrupt: CorruptListener = () => undefined;
  const reader = createObjectReader({
    ...parts,
    space,
    isCorrupt: corrupt.isCorrupt,
    onIntact: corrupt.noteIntact,
    onCorrupt(name, version) {
      // It stays where it is: whoever reads it again need not have it checked once more.
      if (!corrupt.isCorrupt(name, version)) onCorrupt(name, version);
    },
  });

  async function find(name: StoredName): Promise<ObjectInfo | undefined> {
    const found = await store.head(name);
    return found?.isDeleted === true ? undefined : found;
  }

  async function remove(name: StoredName): Promise<boolean> {
    known.forget(name);
    corrupt.forget(name);
    return await deletions.remove(name);
  }

  return {
    ...reader,
    ...receiver,
    knowsDeleted: true,
    async adopt(name) {
      const found = await find(name);
      if (found === undefined) throw new Error('A stored file vanished while it was adopted.');
      known.note(name, { version: found.version, isCommitted: true });
    },
    version: async (name) => (await find(name))?.version,
    sizeOf: async (name) => (await find(name))?.sizeBytes,
    ensureDurable: async () => undefined,
    async *list() {
      for await (const { name, isDeleted } of listObjects(store)) {
        if (!isDeleted && !corrupt.has(name)) yield name;
      }
    },
    async quarantine(name, version) {
      if ((await find(name))?.version !== version) return 'changed';
      corrupt.note(name, version);
      return corrupt.has(name) ? 'quarantined' : 'full';
    },
    quarantined: corrupt,
    remove,
    async removeAll(names) {
      const failures = new Map<StoredName, unknown>();
      for (const name of names) {
        await remove(name).catch((error: unknown) => failures.set(name, error));
      }
      return failures;
    },
    isInPlace: async () => true,
    recover: () => spool.recover(),
    onCorrupt(listener) {
      onCorrupt = listener;
    },
    invalidateAll: known.clear,
    finished: async () => undefined,
  };
}
