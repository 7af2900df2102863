import {
  closeSync,
  constants,
  fsync as fsyncOf,
  lstat,
  lutimes,
  open as openOf,
  openSync,
  rename,
} from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, join, resolve as resolvePath } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../../lib/errors/error-code.ts';
import { NotOpenedError } from '../../lib/errors/not-opened-error.ts';
import type { FileSystem } from '../../lib/host/file-system.ts';
import { parentPath } from '../../lib/names/parent-path.ts';
import { createAbsence } from './absence.ts';
import { createFileHandle, kindOf, openRegular, toFileStat } from './file-handle.ts';
import { makeDirectoryPath } from './make-directory-path.ts';
import { type NoteSync, timeSync } from './metrics/time-sync.ts';
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
const setTimes = promisify(lutimes);
const syncAll = promisify(fsyncOf);
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

  /** The path on disk of an entry, of which no parent below the root is a symbolic link. */
  async function resolve(path: string): Promise<string> {
    const parent = parentPath(path);
    if (parent === '') return at(path);
    await directories.check(parent).catch(async (error: unknown) => {
      throw await absence.asNoEntry(parent, error);
    });
    return at(path);
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
    return absence.as(false, path, async () => (await statAt(at(path))).size >= 0);
  }

  return {
    async create(path, access) {
      const mode = isPrivate(access) ? 0o600 : 0o666;
      return createFileHandle(await openAt(await resolve(path), createFlags, mode), handles);
    },
    open: (path) =>
      absence.as(undefined, path, async () => {
        return openRegular(await openAt(await resolve(path), readFlags), handles);
      }),
    append: (path) =>
      absence.as(undefined, path, async () => {
        return openRegular(await openAt(await resolve(path), appendFlags), handles);
      }),
    stat: (path) =>
      absence.as(undefined, path, async () => {
        // The root may be a symbolic link; nothing below it may.
        return toFileStat(path === '' ? await fs.stat(root) : await statAt(await resolve(path)));
      }),
    list: (path) =>
      absence.as([], path, async () => {
        const target = await resolve(path);
        if (path !== '' && !(await fs.lstat(target)).isDirectory()) return [];
        return (await fs.readdir(target)).sort();
      }),
    async *entries(path) {
      const directory = await absence.as(undefined, path, async () => {
        if (path !== '') await directories.check(path);
        return await fs.opendir(at(path), { bufferSize: entriesPerRead });
      });
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
      const target = await resolve(path);
      try {
        await fs.mkdir(target, { mode: isPrivate(access) ? 0o700 : 0o777 });
        return true;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
        if (!(await fs.lstat(target)).isDirectory()) throw notADirectory();
        return false;
      }
    },
    rename: async (from, to) => await renameTo(await resolve(from), await resolve(to)),
    setModified: async (path, modifiedMs) =>
      await setTimes(await resolve(path), Date.now() / 1000, modifiedMs / 1000),
    remove: (path) =>
      absence.as(false, path, async () => {
        await fs.unlink(await resolve(path));
        return true;
      }),
    removeDirectory: (path) =>
      absence.as(false, path, async () => {
        await fs.rmdir(await resolve(path));
        return true;
      }),
    async syncDirectory(path) {
      if (!fsync) return;
      let fd: number;
      try {
        // Waits for no disk: a directory that was changed just now is in the system's cache.
        fd = openSync(await resolve(path), path === '' ? rootFlags : directoryFlags);
      } catch (error) {
        throw new NotOpenedError(at(path), await absence.asNoEntry(path, error));
      }
      await syncAndClose(fd, at(path), noteSync);
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
    await timeSync(syncAll(fd), noteSync);
  } catch (error) {
    throw Object.assign(error as Error, { path: purpose });
  } finally {
    closeSync(fd);
  }
}

function notADirectory(): Error {
  return systemError('ENOTDIR', 'There is something there that is not a directory.');
}
