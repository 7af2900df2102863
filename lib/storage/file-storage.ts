import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import { createDiskLayout } from '../layout/disk-layout.ts';
import { listStoredNames } from '../layout/list-stored-names.ts';
import type { MemoryLimits } from '../limits/memory-limits.ts';
import { createFileReader } from './file-reader.ts';
import {
  createFileReceiver,
  type FileReceiver,
  type FileReceiverOptions,
} from './file-receiver.ts';
import { createFileRemover } from './file-remover.ts';
import { createFoundCopies } from './found-copies.ts';
import type { StorageBackend } from './storage.ts';
import type { StorageIdentity } from './storage-identity.ts';
import { createVerificationCache } from './verification-cache.ts';

/*
 * The storage on a disk. Each file is a plain file at its name, for any web server to read; names
 * map to paths in lib/layout, and what is staged or partial is below `.cockatiel`.
 *
 * States of a copy: absent -> staged -> committed, by a rename to its path and an fsync of its
 * directory. A copy from before the last restart, or put there by hand, is found: intact, then
 * adopted (fsynced, and so committed), or corrupt, then replaced by an upload.
 *
 * Invariants: only a durable file gets a name, and only a copy that is durable and journaled counts
 * as committed, because a 201 or 302 rests on it (I1). A removal is durable before it is
 * acknowledged (I2). Whole reads are hashed on their way (I3). Refused uploads leave nothing (I4).
 *
 * After a crash a file at a path is whole, because a rename is atomic, but it may not be durable
 * yet: it counts as found. `recover` removes staged bodies and keeps partial transfers.
 */

export interface FileStorageOptions extends FileReceiverOptions {
  readonly identity: Omit<StorageIdentity, 'open' | 'rememberAgain'>;
  readonly clock: Clock;
  readonly log: Log;
  /** `defaultMemoryLimits` unless given. */
  readonly memoryLimits?: MemoryLimits | undefined;
}

/** A storage on a disk. */
export interface FileStorage extends StorageBackend {
  readonly partials: FileReceiver['partials'];
}

/** The storage in a directory of a disk. */
export function createFileStorage(options: FileStorageOptions): FileStorage {
  const { files, createSha1, createTextScan, health, identity, clock, log, memoryLimits } = options;
  const layout = createDiskLayout(options);
  const verified = createVerificationCache(clock, memoryLimits);
  const receiver = createFileReceiver(options, layout, verified);
  const remover = createFileRemover(layout, health);
  return {
    ...createFoundCopies({ layout, verified, createSha1, health, log }),
    checkSpace: receiver.checkSpace,
    stage: receiver.stage,
    partials: receiver.partials,
    finished: receiver.finished,
    open: createFileReader({ layout, verified, createSha1, createTextScan, log }),
    async version(name) {
      const found = await layout.stat(name);
      if (found?.kind !== 'file') return undefined;
      return `${found.inode}-${found.sizeBytes}-${found.modifiedMs}`;
    },
    ensureDurable: layout.syncOnce,
    async remove(name) {
      verified.invalidate(name);
      return await remover.remove(name);
    },
    async removeAll(names) {
      for (const name of names) verified.invalidate(name);
      return await remover.removeAll(names);
    },
    isInPlace: identity.isInPlace,
    recover: receiver.recover,
    list: () => listStoredNames(files, log),
    invalidateAll: verified.clear,
  };
}
