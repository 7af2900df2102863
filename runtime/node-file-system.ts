import { constants, type Stats } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, join, resolve as resolvePath } from 'node:path';
import { errorCode } from '../lib/error-code.ts';
import type { FileStatus, FileSystem, OpenFile } from '../lib/file-system.ts';
import { parentPath } from '../lib/parent-path.ts';

export interface NodeFileSystemOptions {
  /** The directory that paths are relative to. It may itself be a symbolic link. */
  readonly root: string;
  /**
   * Whether syncs reach the disk. Without them a power failure loses what was acknowledged last.
   */
  readonly fsync: boolean;
}

/** O_NONBLOCK: opening a FIFO must not wait for its writer. */
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const createFlags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const rootFlags = constants.O_RDONLY | constants.O_DIRECTORY;
const directoryFlags = rootFlags | constants.O_NOFOLLOW;

/** A directory of this machine's disk. */
export function createNodeFileSystem({ root, fsync }: NodeFileSystemOptions): FileSystem {
  let realRoot: string | undefined;

  const at = (path: string): string => (path === '' ? root : join(root, path));

  /** The path on disk of an entry whose parents are real directories, every one of them. */
  async function resolve(path: string): Promise<string> {
    const parent = parentPath(path);
    if (parent === '') return at(path);
    realRoot ??= await fs.realpath(root);
    if ((await fs.realpath(at(parent))) !== join(realRoot, parent)) throw throughLink();
    return at(path);
  }

  async function makeRoot(): Promise<boolean> {
    const first = await fs.mkdir(root, { recursive: true }).catch((error: unknown) => {
      throw errorCode(error) === 'EEXIST' ? notADirectory() : error;
    });
    if (first === undefined) return false;
    // The directories made are durable when their parents are synced, up to the one that was there.
    for (let made = resolvePath(root); fsync; made = dirname(made)) {
      await syncAndClose(await fs.open(dirname(made), rootFlags));
      if (made === resolvePath(first)) break;
    }
    return true;
  }

  return {
    async create(path, access) {
      const mode = access === 'private' ? 0o600 : 0o666;
      return wrap(await fs.open(await resolve(path), createFlags, mode), fsync);
    },
    open: (path) =>
      orWhenAbsent(undefined, async () => {
        const handle = await fs.open(await resolve(path), readFlags);
        return (await isRegular(handle)) ? wrap(handle, fsync) : undefined;
      }),
    lookUp: (path) =>
      orWhenAbsent(undefined, async () => toStatus(await fs.lstat(await resolve(path)))),
    list: (path) =>
      orWhenAbsent([], async () => {
        const target = await resolve(path);
        if (path !== '' && !(await fs.lstat(target)).isDirectory()) return [];
        return (await fs.readdir(target)).sort();
      }),
    async makeDirectory(path, access) {
      if (path === '') return await makeRoot();
      const target = await resolve(path);
      try {
        await fs.mkdir(target, access === 'private' ? { mode: 0o700 } : {});
        return true;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
        if (!(await fs.lstat(target)).isDirectory()) throw notADirectory();
        return false;
      }
    },
    rename: async (from, to) => fs.rename(await resolve(from), await resolve(to)),
    remove: (path) =>
      orWhenAbsent(false, async () => {
        await fs.unlink(await resolve(path));
        return true;
      }),
    removeDirectory: (path) =>
      orWhenAbsent(false, async () => {
        await fs.rmdir(await resolve(path));
        return true;
      }),
    async syncDirectory(path) {
      if (!fsync) return;
      const flags = path === '' ? rootFlags : directoryFlags;
      await syncAndClose(await fs.open(await resolve(path), flags));
    },
  };
}

/** Closes what is no regular file, or can't be looked at. */
async function isRegular(handle: fs.FileHandle): Promise<boolean> {
  let isFile = false;
  try {
    isFile = (await handle.stat()).isFile();
  } finally {
    if (!isFile) await handle.close();
  }
  return isFile;
}

async function syncAndClose(handle: fs.FileHandle): Promise<void> {
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function wrap(handle: fs.FileHandle, fsync: boolean): OpenFile {
  let position = 0;
  return {
    status: async () => toStatus(await handle.stat()),
    async read(from, length) {
      const buffer = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, from + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled === length ? buffer : buffer.subarray(0, filled);
    },
    async write(bytes) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position);
        done += bytesWritten;
        position += bytesWritten;
      }
    },
    async truncate(sizeBytes) {
      await handle.truncate(sizeBytes);
      position = sizeBytes;
    },
    async sync() {
      if (fsync) await handle.datasync();
    },
    close: () => handle.close(),
  };
}

function toStatus(stats: Stats): FileStatus {
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other';
  return { kind, inode: stats.ino, sizeBytes: stats.size, modifiedMs: stats.mtimeMs };
}

/** The one place where the system's errors become answers. Any other error travels as it is. */
async function orWhenAbsent<Result>(absent: Result, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (absenceCodes.has(errorCode(error) ?? '')) return absent;
    throw error;
  }
}

/**
 * Not there, or something else is: a link, a socket, a directory, or a file where a directory would
 * be.
 */
const absenceCodes = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ELOOP',
  'ENXIO',
  'ENOTEMPTY',
  'EEXIST',
]);

function throughLink(): Error {
  return Object.assign(new Error('A symbolic link is in the way.'), { code: 'ENOTDIR' });
}

function notADirectory(): Error {
  return Object.assign(new Error('Something that is no directory is in the way.'), {
    code: 'ENOTDIR',
  });
}
