import type { Clock, CopyState, Log, StagedFile, Storage, StoredFile } from './context.ts';
import { createDirectoryTree, type DirectoryTree } from './directory-tree.ts';
import { errorCode } from './error-code.ts';
import type { FileStatus, FileSystem, OpenFile } from './file-system.ts';
import { hashFile } from './hash-file.ts';
import type { CreateSha1 } from './hasher.ts';
import { nameIsDirectory } from './name-is-directory.ts';
import type { DiskHealth } from './node-health.ts';
import { createSharedSync } from './shared-sync.ts';
import { createStagedFile } from './staged-file.ts';
import { createStaging } from './staging.ts';
import type { StorageIdentity } from './storage-identity.ts';
import {
  chunkBytes,
  DamagedFileError,
  readWhole,
  streamSpan,
  type Verification,
} from './stored-content.ts';
import { partsOf, type StoredName } from './stored-name.ts';
import { createSyncedDirectories } from './synced-directories.ts';
import type { UploadRoom } from './upload-room.ts';
import { createVerifiedCopies } from './verified-copies.ts';
import { warnOfFoldedCase } from './warn-of-folded-case.ts';

export interface FileStorageOptions {
  readonly files: FileSystem;
  readonly createSha1: CreateSha1;
  readonly health: DiskHealth;
  readonly identity: Omit<StorageIdentity, 'open'>;
  readonly room: UploadRoom;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when the directory had vanished and was made again. */
  readonly onVanished: () => Promise<void>;
}

/** A storage whose files are plain files at their names, for any web server to read. */
export interface FileStorage extends Storage {
  /**
   * Makes the directories and empties the staging directory. Before this nothing else may be
   * called.
   */
  recover(): Promise<void>;
  /** Vouches for nothing any more: the journal that recorded the files is gone. */
  distrust(): void;
}

export function createFileStorage(options: FileStorageOptions): FileStorage {
  const { files, createSha1, health, identity, clock, log } = options;
  const { sync, syncOnce } = createSyncedDirectories(createSharedSync(files, health));
  const tree: DirectoryTree = createDirectoryTree(files, sync);
  const verified = createVerifiedCopies(clock);
  const staging = createStaging(options);
  const shared = { files, sync, tree, verified, health };
  /** Files whose sync failed, by inode: another sync of them would succeed and mean nothing. */
  const unsyncable = new Set<number>();
  /** Files that are being streamed to somebody. */
  const readers = new Set<OpenFile>();

  /** Hashes what passes, and vouches for the copy when it proves to be whole. */
  function verify(name: StoredName, status: FileStatus): Verification | undefined {
    if (verified.isTrusted(name, status)) return undefined;
    return {
      hasher: createSha1(),
      finish(sha1) {
        if (sha1 === partsOf(name).sha1) return verified.vouch(name, status, false);
        verified.forget(name);
        log.error('a stored file is damaged', { name });
        throw new DamagedFileError('its SHA-1 is another one');
      },
    };
  }

  async function open(name: StoredName): Promise<StoredFile | undefined> {
    const file = await files.open(name);
    if (file === undefined) return undefined;
    const status = await statusOf(file);
    const { sizeBytes } = status;
    return {
      sizeBytes,
      async readAll() {
        const verification = verify(name, status);
        if (sizeBytes <= chunkBytes) return await readWhole(file, sizeBytes, verification);
        return streamSpan(file, { first: 0, end: sizeBytes }, readers, verification);
      },
      readRange: (first, last) => streamSpan(file, { first, end: last + 1 }, readers),
      close: () => file.close(),
    };
  }

  async function inspect(name: StoredName): Promise<CopyState> {
    const there = await files.lookUp(name);
    if (there === undefined) return 'absent';
    if (there.kind === 'directory') throw nameIsDirectory();
    if (verified.isSettled(name, there)) return 'settled';
    const file = await files.open(name);
    if (file === undefined) return 'absent';
    try {
      const status = await file.status();
      const isWhole = (await hashFile(createSha1, file, status.sizeBytes)) === partsOf(name).sha1;
      if (isWhole && !unsyncable.has(status.inode)) return 'sound';
      log.warn('a damaged file is stored anew', { name });
      return 'damaged';
    } finally {
      await file.close();
    }
  }

  async function settle(name: StoredName): Promise<void> {
    const { directory } = partsOf(name);
    const file = await files.open(name);
    if (file === undefined) throw new Error('A stored file went away while it was looked at.');
    try {
      const status = await file.status();
      await tree.enter(directory);
      tree.leave(directory);
      await syncFile(file, status);
      await sync(directory);
      verified.vouch(name, status, true);
    } finally {
      await file.close();
    }
  }

  async function syncFile(file: OpenFile, { inode }: FileStatus): Promise<void> {
    try {
      await file.sync();
    } catch (error) {
      unsyncable.add(inode);
      health.noteFault(error);
      throw error;
    }
  }

  /** One file that stays says little about a disk, but one that takes no change at all does. */
  async function removeEntry(name: StoredName): Promise<boolean> {
    try {
      return await files.remove(name);
    } catch (error) {
      if (errorCode(error) === 'EROFS') health.noteFault(error);
      throw error;
    }
  }

  /**
   * A file that is gone may have been removed by the last life, which died before that was durable.
   */
  async function remove(name: StoredName): Promise<boolean> {
    const { directory } = partsOf(name);
    verified.forget(name);
    tree.hold(directory);
    let existed: boolean;
    try {
      existed = await removeEntry(name);
      await ifThere(sync(directory));
    } finally {
      tree.leave(directory);
    }
    // Also where the directory is gone: whoever removed it left its parents, which were held here.
    await tree.prune(directory);
    return existed;
  }

  return {
    admitUpload: (sizeBytes) => options.room.check(sizeBytes),
    async stage(body, maxSizeBytes): Promise<StagedFile> {
      return createStagedFile(shared, await staging.receive(body, maxSizeBytes));
    },
    inspect,
    settle,
    open,
    secure: (name) => ifThere(syncOnce(partsOf(name).directory)),
    remove,
    async recover() {
      await staging.empty();
      await warnOfFoldedCase(files, log);
    },
    distrust: () => verified.clear(),
    isInPlace: () => identity.isInPlace(),
  };
}

/** Waits for a step on a directory; one that is gone needs it no more. */
async function ifThere(step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw error;
  }
}

async function statusOf(file: OpenFile): Promise<FileStatus> {
  try {
    return await file.status();
  } catch (error) {
    await file.close();
    throw error;
  }
}
