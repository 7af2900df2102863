import { ifThere } from '../disk/if-there.ts';
import { statOrClose } from '../disk/open-stat.ts';
import { createSharedSync } from '../disk/shared-sync.ts';
import { createSyncedDirectories } from '../disk/synced-directories.ts';
import { isDiskFull } from '../errors/error-code.ts';
import type { Clock } from '../host/clock.ts';
import type { FileHandle, FileStat } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import { warnOfCaseInsensitivity } from '../layout/case-sensitivity.ts';
import { createDirectoryMover } from '../layout/directory-mover.ts';
import { createDirectoryTree, type DirectoryTree } from '../layout/directory-tree.ts';
import { diskDirectories } from '../layout/disk-directories.ts';
import { diskPath } from '../layout/disk-path.ts';
import { findOnDisk, statFile } from '../layout/find-on-disk.ts';
import { respellFile } from '../layout/respell-file.ts';
import type { MemoryLimits } from '../limits/memory-limits.ts';
import type { TransferLimits } from '../limits/transfer-limits.ts';
import { parentPath } from '../names/parent-path.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import { createFilePartials, type FilePartials } from './file-partials.ts';
import { hashFile } from './hash-file.ts';
import {
  CorruptFileError,
  chunkBytes,
  readWhole,
  streamSpan,
  type Verification,
} from './read-content.ts';
import { removeFile } from './remove-file.ts';
import { createStagedFile } from './staged-file.ts';
import { createStaging, type StagingOptions } from './staging.ts';
import type { CopyState, StagedFile, Storage, StoredFile } from './storage.ts';
import type { StorageIdentity } from './storage-identity.ts';
import { createVerificationCache } from './verification-cache.ts';

export interface FileStorageOptions extends StagingOptions {
  readonly identity: Omit<StorageIdentity, 'open' | 'rememberAgain'>;
  readonly clock: Clock;
  readonly log: Log;
  /** `defaultMemoryLimits` unless told. */
  readonly memoryLimits?: MemoryLimits | undefined;
  readonly transferLimits: TransferLimits;
}

/** A storage whose files are plain files at their names, for any web server to read. */
export interface FileStorage extends Storage {
  /**
   * Makes the directories and empties the staging directory. Before this nothing else may be
   * called.
   */
  recover(): Promise<void>;
  readonly partials: FilePartials;
  /** Vouches for nothing any more: the journal that recorded the files is gone. */
  invalidateAll(): void;
  /** Resolves when no file is open any more on behalf of an upload that was answered. */
  finished(): Promise<void>;
}

export function createFileStorage(options: FileStorageOptions): FileStorage {
  const { files, createSha1, health, identity, freeSpace, clock, log, memoryLimits } = options;
  const { sync, syncOnce } = createSyncedDirectories(createSharedSync(files, health), memoryLimits);
  const tree: DirectoryTree = createDirectoryTree({ files, sync, freeSpace });
  const verified = createVerificationCache(clock, memoryLimits);
  const staging = createStaging(options);
  const makeWay = createDirectoryMover({ files, sync, tree });
  const shared = { files, sync, tree, makeWay, verified, health, identity };
  const partials = createFilePartials(options, staging, (body) => createStagedFile(shared, body));
  /** Files whose sync failed, by inode: another sync of them would succeed and mean nothing. */
  const unsyncable = new Set<number>();
  /** Files that are being streamed to somebody. */
  const readers = new Set<FileHandle>();

  /** Hashes what passes, and vouches for the copy when it proves to be whole. */
  function verify(name: StoredName, status: FileStat): Verification | undefined {
    if (verified.isVerified(name, status)) return undefined;
    return {
      hasher: createSha1(),
      finish(sha1) {
        if (sha1 === partsOf(name).sha1) return verified.markVerified(name, status, false);
        verified.invalidate(name);
        log.error('a stored file is damaged', { name });
        throw new CorruptFileError('its SHA-1 is another one');
      },
    };
  }

  function openFile(name: StoredName): Promise<FileHandle | undefined> {
    return findOnDisk(files, name, files.open);
  }

  async function open(name: StoredName): Promise<StoredFile | undefined> {
    const file = await openFile(name);
    if (file === undefined) return undefined;
    const status = await statOrClose(file);
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

  async function stateOf(name: StoredName): Promise<CopyState> {
    const there = await statFile(files, name);
    if (there === undefined) return 'absent';
    if (verified.isCommitted(name, there)) return 'committed';
    const file = await openFile(name);
    if (file === undefined) return 'absent';
    try {
      const status = await file.stat();
      const isWhole = (await hashFile(createSha1, file, status.sizeBytes)) === partsOf(name).sha1;
      if (isWhole && !unsyncable.has(status.inode)) return 'intact';
      log.warn('a damaged file is stored anew', { name });
      return 'corrupt';
    } finally {
      await file.close();
    }
  }

  async function adopt(name: StoredName): Promise<void> {
    const directory = parentPath(diskPath(name));
    const file = await openFile(name);
    if (file === undefined) throw new Error('A stored file went away while it was looked at.');
    try {
      const status = await file.stat();
      await tree.ensure(directory);
      try {
        await respellFile(shared, name);
      } finally {
        tree.release(directory);
      }
      await syncFile(file, status);
      await sync(directory);
      verified.markVerified(name, status, true);
    } finally {
      await file.close();
    }
  }

  async function syncFile(file: FileHandle, { inode }: FileStat): Promise<void> {
    try {
      await file.sync();
    } catch (error) {
      unsyncable.add(inode);
      health.noteFault(error);
      throw error;
    }
  }

  async function checkSpace(sizeBytes: number): Promise<void> {
    await partials.sweep();
    await freeSpace.check(sizeBytes);
  }

  return {
    checkSpace,
    partials,
    async stage(body, maxSizeBytes): Promise<StagedFile> {
      try {
        return createStagedFile(shared, await staging.receive(body, maxSizeBytes));
      } catch (error) {
        // Where nobody looks at the room beforehand, at least the next one finds some.
        while (isDiskFull(error) && (await partials.giveUpOldest()));
        throw error;
      }
    },
    stateOf,
    adopt,
    open,
    async ensureDurable(name) {
      const { directory } = partsOf(name);
      for await (const spelled of diskDirectories(files, directory)) {
        await ifThere(syncOnce(spelled));
      }
    },
    async remove(name) {
      verified.invalidate(name);
      return await removeFile(shared, name);
    },
    async recover() {
      await staging.empty();
      await partials.recover();
      await warnOfCaseInsensitivity(files, log);
    },
    invalidateAll: () => verified.clear(),
    isInPlace: () => identity.isInPlace(),
    finished: () => staging.finished(),
  };
}
