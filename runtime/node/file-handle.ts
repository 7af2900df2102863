import {
  close,
  closeSync,
  fdatasync,
  fstatSync,
  ftruncate,
  futimes,
  futimesSync,
  read,
  type Stats,
  write,
} from 'node:fs';
import { promisify } from 'node:util';
import type { FileHandle, FileStat } from '../../lib/host/file-system.ts';
import { type NoteSync, timeSync } from './metrics/time-sync.ts';
import type { QuickCalls } from './quick-calls.ts';
import { systemError } from './system-error.ts';

const readFrom = promisify(read);
const writeTo = promisify(write);
const truncateTo = promisify(ftruncate);
const syncData = promisify(fdatasync);
const closeLater = promisify(close);
const setTimes = promisify(futimes);

/**
 * Closing the last descriptor of a deleted file frees its blocks. For a file larger than this that
 * takes too long for the event loop, and is left to the thread pool.
 */
const largeBytes = 1024 * 1024;

export interface FileHandleParts {
  readonly fsync: boolean;
  readonly noteSync?: NoteSync | undefined;
  readonly calls: QuickCalls;
  readonly stats?: Stats;
}

/**
 * Wraps a file descriptor. Calls that may wait for a disk go through the thread pool. `fstat` and
 * the close of a small file never do, and are made synchronously. `stats` is what `fstat` said when
 * the file was opened, if it was called; the first `stat()` returns that where nothing has changed.
 */
export function createFileHandle(fd: number, parts: FileHandleParts): FileHandle {
  const { fsync, noteSync, calls, stats } = parts;
  const sizeBytes = stats?.size ?? 0;
  let position = sizeBytes;
  let isClosed = false;
  let inFlight = 0;
  let statsAtOpen = stats;

  /** A descriptor stays open while a call uses it: the system may give its number away at once. */
  async function use<Result>(call: () => Promise<Result>): Promise<Result> {
    if (isClosed) throw closedError();
    inFlight += 1;
    try {
      return await call();
    } finally {
      inFlight -= 1;
      if (isClosed && inFlight === 0) await release();
    }
  }

  async function release(): Promise<void> {
    if (Math.max(sizeBytes, position) > largeBytes) await closeLater(fd);
    else closeSync(fd);
  }

  async function fill(
    from: number,
    length: number,
    // Memory that was not cleared is safe here: what `read` does not fill is cut off.
    buffer: Uint8Array<ArrayBuffer> = Buffer.allocUnsafeSlow(length),
  ): Promise<Uint8Array<ArrayBuffer>> {
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
      if (isClosed) throw closedError();
      const current = statsAtOpen ?? fstatSync(fd);
      statsAtOpen = undefined;
      return toFileStat(current);
    },
    setModified: (modifiedMs) =>
      use(async () => {
        statsAtOpen = undefined;
        const times = [Date.now() / 1000, modifiedMs / 1000] as const;
        await calls.make(
          () => futimesSync(fd, ...times),
          () => setTimes(fd, ...times),
        );
      }),
    read: (from, length, buffer) => use(() => fill(from, length, buffer)),
    write: (bytes) =>
      use(async () => {
        for (let written = 0; written < bytes.length; ) {
          const rest = bytes.length - written;
          const { bytesWritten } = await writeTo(fd, bytes, written, rest, position);
          written += bytesWritten;
          position += bytesWritten;
        }
      }),
    truncate: (sizeBytes) =>
      use(async () => {
        await truncateTo(fd, sizeBytes);
        position = sizeBytes;
      }),
    sync: () => use(async () => (fsync ? await timeSync(syncData(fd), noteSync) : undefined)),
    async close() {
      if (isClosed) return;
      isClosed = true;
      if (inFlight === 0) await release();
    },
  };
}

/** Wraps the descriptor of a regular file, and closes any other one. */
export function openRegular(fd: number, parts: FileHandleParts): FileHandle | undefined {
  try {
    const stats = fstatSync(fd);
    if (stats.isFile()) return createFileHandle(fd, { ...parts, stats });
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  closeSync(fd);
  return undefined;
}

function closedError(): Error {
  return systemError('EBADF', 'A file was used after it was closed.');
}

/** Picks what tells one version of a file from another. */
export function toFileStat(stats: Stats): FileStat {
  return {
    kind: kindOf(stats),
    inode: stats.ino,
    device: stats.dev,
    sizeBytes: stats.size,
    modifiedMs: stats.mtimeMs,
  };
}

/** What kind of entry this is. */
export function kindOf(entry: Pick<Stats, 'isFile' | 'isDirectory'>): FileStat['kind'] {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'directory' : 'other';
}
