import {
  close,
  closeSync,
  fdatasync,
  fstatSync,
  ftruncate,
  read,
  type Stats,
  write,
} from 'node:fs';
import { promisify } from 'node:util';
import type { FileHandle, FileStat } from '../../lib/host/file-system.ts';

const readFrom = promisify(read);
const writeTo = promisify(write);
const truncateTo = promisify(ftruncate);
const syncData = promisify(fdatasync);
const closeLater = promisify(close);

/** Closing the last of a deleted file gives back its blocks: for one this large, not at once. */
const largeBytes = 1024 * 1024;

/**
 * Wraps a descriptor. What may wait for a disk goes through the thread pool; looking at an open
 * file and closing a small one find everything in memory, and are done at once. `status` says what
 * the file was like when it was opened, if somebody has looked.
 */
export function createFileHandle(fd: number, fsync: boolean, stats?: Stats): FileHandle {
  const sizeBytes = stats?.size ?? 0;
  let position = sizeBytes;
  let isClosed = false;
  let underWay = 0;
  let opened = stats;

  /** A descriptor must not be closed under a call: its number may be another file's at once. */
  async function use<Result>(call: () => Promise<Result>): Promise<Result> {
    if (isClosed) throw closed();
    underWay += 1;
    try {
      return await call();
    } finally {
      underWay -= 1;
      if (isClosed && underWay === 0) await release();
    }
  }

  async function release(): Promise<void> {
    if (Math.max(sizeBytes, position) > largeBytes) await closeLater(fd);
    else closeSync(fd);
  }

  async function fill(from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    // What the system does not fill is cut off, so the memory need not be cleared before.
    const buffer = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await readFrom(fd, buffer, filled, length - filled, from + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  return {
    async stat() {
      if (isClosed) throw closed();
      const found = opened ?? fstatSync(fd);
      opened = undefined;
      return toStatus(found);
    },
    read: (from, length) => use(() => fill(from, length)),
    write: (bytes) =>
      use(async () => {
        for (let done = 0; done < bytes.length; ) {
          const { bytesWritten } = await writeTo(fd, bytes, done, bytes.length - done, position);
          done += bytesWritten;
          position += bytesWritten;
        }
      }),
    truncate: (sizeBytes) =>
      use(async () => {
        await truncateTo(fd, sizeBytes);
        position = sizeBytes;
      }),
    sync: () => use(async () => (fsync ? await syncData(fd) : undefined)),
    async close() {
      if (isClosed) return;
      isClosed = true;
      if (underWay === 0) await release();
    },
  };
}

function closed(): Error {
  return Object.assign(new Error('A file was used after it was closed.'), { code: 'EBADF' });
}

/** What tells one version of a file from another, of all that the system says. */
export function toStatus(stats: Stats): FileStat {
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other';
  return {
    kind,
    inode: stats.ino,
    device: stats.dev,
    sizeBytes: stats.size,
    modifiedMs: stats.mtimeMs,
  };
}
