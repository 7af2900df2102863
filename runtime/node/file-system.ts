import {
  closeSync,
  constants,
  lstat,
  lutimes,
  open as openOf,
  openSync,
  rename,
  rmdir,
  unlink,
} from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, join, resolve as resolvePath } from 'node:path';
import { promisify } from 'node:util';
import { done } from '../../lib/concurrency/done.ts';
import { errorCode } from '../../lib/errors/error-code.ts';
import { NotOpenedError } from '../../lib/errors/not-opened-error.ts';
import type { FileHandle, FileSystem } from '../../lib/host/file-system.ts';
import { parentPath } from '../../lib/names/parent-path.ts';
import { createAbsence } from './absence.ts';
import { createFileHandle, kindOf, openRegular, toFileStat } from './file-handle.ts';
import { makeDirectoryPath } from './make-directory-path.ts';
import { type NoteSync, syncAll } from './metrics/time-sync.ts';
import { createQuickCalls } from './quick-calls.ts';
import { createSymlinkGuard } from './symlink-guard.ts';
import { systemError } from './system-error.ts';

export interface NodeFileSystemOptions {
  /** The directory that paths are relative to. It may itself be a symbolic link. */
  readonly root: string;
  /**
   * Whether to fsync. Without it a power failure loses what was acknowledged last.
   */
  readonly fsync: boolean;
  /** Is told of each sync of a file or a directory. */
  readonly noteSync?: NoteSync;
  /** Whether all files and directories created here, the root included, are private. */
  readonly isPrivate?: boolean;
}

const openAt = promisify(openOf);
const statAt = promisify(lstat);
const renameTo = promisify(rename);
const removeAt = promisify(unlink);
const removeDirectoryAt = promisify(rmdir);
const setTimes = promisify(lutimes);
/** O_NONBLOCK: opening a FIFO must not wait for its writer. */
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const createFlags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const appendFlags = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** How many entries of a directory are read in one trip to the thread pool. */
const entriesPerRead = 256;
const rootFlags = constants.O_RDONLY | constants.O_DIRECTORY;
const directoryFlags = rootFlags | constants.O_NOFOLLOW;

/** A `FileSystem` on a directory of this machine, which `makeDirectory('')` creates. */
export function createNodeFileSystem(options: NodeFileSystemOptions): FileSystem {
  const { root, fsync, noteSync } = options;
  const directories = createSymlinkGuard(root);
  const absence = createAbsence(root);
  const handles = { fsync, noteSync, calls: createQuickCalls(() => performance.now()) };

  const at = (path: string): string => (path === '' ? root : join(root, path));

  /** Makes a call for an entry, of which no parent below the root is a symbolic link. */
  function callAt<Result>(
    path: string,
    call: (target: string) => Promise<Result>,
  ): Promise<Result> {
    const parent = parentPath(path);
    if (parent === '' || directories.isChecked(parent)) return call(at(path));
    const checked = directories.check(parent).catch(async (error: unknown) => {
      throw await absence.asNoEntry(parent, error);
    });
    return checked.then(() => call(at(path)));
  }

  function openFile(path: string, flags: number): Promise<FileHandle | undefined> {
    const opened = callAt(path, (target) => openAt(target, flags));
    const file = opened.then((fd) => openRegular(fd, handles));
    return absence.as(undefined, path, file);
  }

  /** Waits for no disk: a directory that was changed just now is in the system's cache. */
  function openToSync(path: string): Promise<number> {
    const flags = path === '' ? rootFlags : directoryFlags;
    return callAt(path, async (target) => openSync(target, flags)).catch(async (error) => {
      throw new NotOpenedError(at(path), await absence.asNoEntry(path, error));
    });
  }

  async function makeRoot(): Promise<boolean> {
    const first = await makeDirectoryPath(root, isPrivate() ? 0o700 : 0o777);
    if (first === undefined) return false;
    // A new directory is durable once its parent is synced: sync up to the one that existed.
    for (let made = resolvePath(root); fsync; made = dirname(made)) {
      await syncAndClose(openSync(dirname(made), rootFlags), root, noteSync);
      if (made === first) break;
    }
    return true;
  }

  function isPrivate(access?: 'private'): boolean {
    return access === 'private' || options.isPrivate === true;
  }

  function exists(path: string): Promise<boolean> {
    const found = statAt(at(path)).then(() => true);
    return absence.as(false, path, found);
  }

  return {
    create(path, access) {
      const mode = isPrivate(access) ? 0o600 : 0o666;
      const opened = callAt(path, (target) => openAt(target, createFlags, mode));
      return opened.then((fd) => createFileHandle(fd, handles));
    },
    open: (path) => openFile(path, readFlags),
    append: (path) => openFile(path, appendFlags),
    stat(path) {
      // The root may be a symbolic link; nothing below it may.
      const found = path === '' ? fs.stat(root) : callAt(path, (target) => statAt(target));
      return absence.as(undefined, path, found.then(toFileStat));
    },
    list(path) {
      const listed = callAt(path, async (target) => {
        if (path !== '' && !(await statAt(target)).isDirectory()) return [];
        return (await fs.readdir(target)).sort();
      });
      return absence.as([], path, listed);
    },
    async *entries(path) {
      const checked = path === '' ? done : directories.check(path);
      const opened = checked.then(() => fs.opendir(at(path), { bufferSize: entriesPerRead }));
      const directory = await absence.as(undefined, path, opened);
      for await (const entry of directory ?? []) {
        // Bytes that are no UTF-8 are read as U+FFFD: nothing is found under such a name.
        const isCertain = !entry.name.includes('\uFFFD');
        if (isCertain || (await exists(path === '' ? entry.name : `${path}/${entry.name}`))) {
          yield { name: entry.name, kind: kindOf(entry) };
        }
      }
    },
    async makeDirectory(path, access) {
      if (path === '') return await makeRoot();
      const mode = isPrivate(access) ? 0o700 : 0o777;
      try {
        await callAt(path, (target) => fs.mkdir(target, { mode }));
        return true;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
        if (!(await statAt(at(path))).isDirectory()) throw notADirectory();
        return false;
      }
    },
    rename: (from, to) =>
      callAt(from, (source) => callAt(to, (target) => renameTo(source, target))),
    setModified: (path, modifiedMs) =>
      callAt(path, (target) => setTimes(target, Date.now() / 1000, modifiedMs / 1000)),
    remove(path) {
      const removed = callAt(path, (target) => removeAt(target)).then(() => true);
      return absence.as(false, path, removed);
    },
    removeDirectory(path) {
      const removed = callAt(path, (target) => removeDirectoryAt(target)).then(() => true);
      return absence.as(false, path, removed);
    },
    syncDirectory(path) {
      if (!fsync) return done;
      return openToSync(path).then((fd) => syncAndClose(fd, at(path), noteSync));
    },
    async statfs() {
      const { bavail, blocks, bsize, ffree, files } = await fs.statfs(root);
      const bytes = { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
      return { ...bytes, freeInodes: ffree, totalInodes: files };
    },
  };
}

/** A failed sync names the directory, or what it was synced for. */
async function syncAndClose(
  fd: number,
  purpose: string,
  noteSync: NoteSync | undefined,
): Promise<void> {
  try {
    await syncAll(fd, noteSync);
  } catch (error) {
    throw Object.assign(error as Error, { path: purpose });
  } finally {
    closeSync(fd);
  }
}

function notADirectory(): Error {
  return systemError('ENOTDIR', 'There is something there that is not a directory.');
}
