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
import { done } from '../../lib/concurrency/done.ts';
import type { FileHandle, FileStat } from '../../lib/host/file-system.ts';
import { type NoteSync, timeSync } from './metrics/time-sync.ts';
import type { QuickCalls } from './quick-calls.ts';
import { systemError } from './system-error.ts';

const closeLater = promisify(close);

/**
 * Closing the last descriptor of a deleted file frees its blocks. For a file larger than this that
 * takes too long for the event loop, and is left to the thread pool.
 */
const largeBytes = 1024 * 1024;

type Callback<Result> = (error: Error | null, result?: Result) => void;

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

  /**
   * Makes a call that takes a callback: all of it takes one promise. A descriptor stays open while
   * a call uses it: the system may give its number away at once.
   */
  function call<Result>(make: (end: Callback<Result>) => void): Promise<Result> {
    return new Promise((resolve, reject) => {
      const end: Callback<Result> = (error, result) => {
        leave();
        if (error === null) resolve(result as Result);
        else reject(error);
      };
      if (isClosed) throw closedError();
      inFlight += 1;
      make(end);
    });
  }

  /** Of a failure to close it nobody is told any more: its owner has closed it before. */
  function leave(): void {
    inFlight -= 1;
    if (isClosed && inFlight === 0) void release().catch(() => undefined);
  }

  async function release(): Promise<void> {
    if (Math.max(sizeBytes, position) > largeBytes) await closeLater(fd);
    else closeSync(fd);
  }

  /** The system may read or write less than it was asked for; then it is asked again. */
  function readRest(
    buffer: Uint8Array<ArrayBuffer>,
    { from, length }: { readonly from: number; readonly length: number },
    end: Callback<Uint8Array<ArrayBuffer>>,
    filled = 0,
  ): void {
    read(fd, buffer, filled, length - filled, from + filled, (error, bytesRead) => {
      const all = filled + bytesRead;
      if (error !== null) end(error);
      else if (bytesRead === 0 || all === length) end(null, buffer.subarray(0, all));
      else readRest(buffer, { from, length }, end, all);
    });
  }

  function writeRest(bytes: Uint8Array, end: Callback<void>, written = 0): void {
    if (written === bytes.length) {
      end(null);
      return;
    }
    write(fd, bytes, written, bytes.length - written, position, (error, bytesWritten) => {
      if (error !== null) {
        end(error);
        return;
      }
      position += bytesWritten;
      writeRest(bytes, end, written + bytesWritten);
    });
  }

  return {
    async stat() {
      if (isClosed) throw closedError();
      const current = statsAtOpen ?? fstatSync(fd);
      statsAtOpen = undefined;
      return toFileStat(current);
    },
    setModified(modifiedMs) {
      statsAtOpen = undefined;
      const times = [Date.now() / 1000, modifiedMs / 1000] as const;
      return call((end) => {
        const isMade = calls.tryAtOnce(() => futimesSync(fd, ...times), end);
        if (!isMade) futimes(fd, ...times, end);
      });
    },
    // Memory that was not cleared is safe here: what is not filled is cut off.
    read: (from, length, buffer = Buffer.allocUnsafeSlow(length)) =>
      call((end) => readRest(buffer, { from, length }, end)),
    write: (bytes) => call((end) => writeRest(bytes, end)),
    truncate: (sizeBytes) =>
      call((end) =>
        ftruncate(fd, sizeBytes, (error) => {
          if (error === null) position = sizeBytes;
          end(error);
        }),
      ),
    sync: () =>
      call((end) => {
        if (fsync) fdatasync(fd, timeSync(end, noteSync));
        else end(null);
      }),
    close() {
      const isReleased = isClosed || inFlight > 0;
      isClosed = true;
      return isReleased ? done : release();
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
