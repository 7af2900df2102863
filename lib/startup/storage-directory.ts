import { createFreeSpace, type FreeSpace } from '../disk/free-space.ts';
import type { NodeHealth } from '../disk/health.ts';
import type { FileSystem } from '../host/file-system.ts';
import { defaultMemoryLimits } from '../limits/memory-limits.ts';
import { defaultPartialUploadLimits } from '../limits/partial-upload-limits.ts';
import { defaultTransferLimits } from '../limits/transfer-limits.ts';
import { createFileStorage, type FileStorage } from '../storage/file-storage.ts';
import {
  createStorageIdentity,
  type StorageIdentity,
  type StorageIdentityOptions,
} from '../storage/storage-identity.ts';
import { createTextScan } from '../transfers/text-scan.ts';
import type { DiskNodeOptions } from './disk-node-options.ts';

/** The storage directory of a node, and what tells it from another directory at its path. */
export interface StorageDirectory {
  readonly storage: FileStorage;
  readonly identity: StorageIdentity;
  /** Sets who is called when the directory had vanished and was made again. */
  onRemade(listener: () => void): void;
  /** The free space of a directory's disk; partial transfers of the storage are given up for it. */
  freeSpaceOn(files: FileSystem): FreeSpace;
}

/** What the storage of a directory is made of. */
export interface StorageDirectoryOptions
  extends Pick<
    DiskNodeOptions,
    | 'storage'
    | 'createSha1'
    | 'textCheck'
    | 'createId'
    | 'clock'
    | 'log'
    | 'lock'
    | 'wasStorageRemoved'
    | 'acceptNewStorage'
    | 'minFreeBytes'
    | 'memoryLimits'
    | 'transferLimits'
    | 'partialUploadLimits'
  > {
  /** Remembers the id of the storage; any storage is the right one without it. */
  readonly queue?: FileSystem | undefined;
}

/** What the journal and the peers know of the files that should be in the directory. */
export interface StorageDirectoryParts
  extends Pick<StorageIdentityOptions, 'expectsFiles' | 'hasPending'> {
  readonly health: NodeHealth;
}

/** Creates the storage of a directory; nothing is read or written yet. */
export function createStorageDirectory(
  options: StorageDirectoryOptions,
  { health, expectsFiles, hasPending }: StorageDirectoryParts,
): StorageDirectory {
  const { clock, log, minFreeBytes } = options;
  let onRemade = (): void => undefined;
  // The queue may be on the same disk, so its records may take the space of partial transfers too.
  const freeSpaceOn = (files: FileSystem): FreeSpace =>
    createFreeSpace({ files, clock, minFreeBytes, reclaimable: () => storage.partials });
  const identity = createStorageIdentity({
    storage: options.storage,
    queue: options.queue,
    health,
    log,
    createId: options.createId,
    acceptNew: options.acceptNewStorage === true,
    expectsFiles,
    hasPending,
    wasRemoved: options.wasStorageRemoved,
  });
  const storage: FileStorage = createFileStorage({
    files: options.storage,
    createSha1: options.createSha1,
    createTextScan: () => createTextScan(options.textCheck),
    health: health.watch('storage'),
    identity,
    freeSpace: freeSpaceOn(options.storage),
    clock,
    log,
    memoryLimits: { ...defaultMemoryLimits, ...options.memoryLimits },
    transferLimits: { ...defaultTransferLimits, ...options.transferLimits },
    createId: options.createId,
    partialUploadLimits: { ...defaultPartialUploadLimits, ...options.partialUploadLimits },
    async onVanished() {
      onRemade();
      await options.lock('storage');
    },
  });
  return {
    storage,
    identity,
    onRemade(listener) {
      onRemade = listener;
    },
    freeSpaceOn,
  };
}
