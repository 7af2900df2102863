import { createDiskLayout } from '../layout/disk-layout.ts';
import { listStoredNames } from '../layout/list-stored-names.ts';
import type { MemoryLimits } from '../limits/memory-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import { createQuarantine, type QuarantineParts } from '../quarantine/quarantine.ts';
import { createFileReader } from './file-reader.ts';
import {
  createFileReceiver,
  type FileReceiver,
  type FileReceiverOptions,
} from './file-receiver.ts';
import { createFileRemover } from './file-remover.ts';
import { createFoundCopies } from './found-copies.ts';
import type { CorruptListener, StorageBackend } from './storage.ts';
import type { StorageIdentity } from './storage-identity.ts';
import { createVerificationCache } from './verification-cache.ts';

/*
 * The storage on a disk. Each file is a plain file at its name, for any web server to read; names
 * map to paths in lib/layout, and what is staged or partial is below `.cockatiel`.
 *
 * States of a copy: absent -> staged -> committed, by a rename to its path and an fsync of its
 * directory. A copy from before the last restart, or put there by hand, is found: intact, then
 * adopted (fsynced, and so committed), or corrupt, then replaced by an upload or quarantined.
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
  /** `defaultMemoryLimits` unless given. */
  readonly memoryLimits?: MemoryLimits | undefined;
  /** `defaultQuarantineLimits` unless given. */
  readonly quarantineLimits?: QuarantineParts['limits'];
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
  const { quarantineLimits: limits } = options;
  const quarantine = createQuarantine({ layout, health, clock, log, limits });
  const { noteIntact } = quarantine;
  const receiver = createFileReceiver({ ...options, onVanished }, { layout, verified, noteIntact });
  const remover = createFileRemover({ layout, health, quarantine });
  let onCorrupt: CorruptListener = () => undefined;

  const reader = createFileReader({
    layout,
    verified,
    createSha1,
    createTextScan,
    onCorrupt: (name, version) => onCorrupt(name, version),
  });

  /** With the directory the copies in quarantine are gone. */
  async function onVanished(): Promise<void> {
    await quarantine.recover();
    await options.onVanished();
  }

  const found = createFoundCopies({ layout, verified, noteIntact, createSha1, health, log });

  async function sizeOfDurable(name: StoredName): Promise<number | undefined> {
    const sizeBytes = await found.sizeOf(name);
    if (sizeBytes !== undefined) await layout.syncOnce(name);
    return sizeBytes;
  }

  return {
    ...found,
    knowsDeleted: false,
    checkSpace: receiver.checkSpace,
    stage: receiver.stage,
    partials: receiver.partials,
    uploads: receiver.uploads,
    finished: receiver.finished,
    foldsCase: receiver.foldsCase,
    ...reader,
    ensureDurable: layout.syncOnce,
    quarantine: quarantine.take,
    quarantined: quarantine,
    remove(name) {
      verified.invalidate(name);
      return remover.remove(name);
    },
    removeAll(names) {
      for (const name of names) verified.invalidate(name);
      return remover.removeAll(names);
    },
    isInPlace: identity.isInPlace,
    async recover() {
      await receiver.recover(sizeOfDurable);
      await quarantine.recover();
    },
    list: () => listStoredNames(files, log),
    onCorrupt(listener) {
      onCorrupt = listener;
    },
    invalidateAll: verified.clear,
  };
}
