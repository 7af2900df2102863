import type { FileHandle, FileSystem } from '../host/file-system.ts';
import { parentPath } from '../names/parent-path.ts';
import { statOrClose } from './stat-or-close.ts';

/** A file that only grows, by chunks that are durable once `append` resolves. */
export interface AppendFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Whether a failure left the file in an unknown state; its owner must begin another one. */
  readonly broken: boolean;
  /**
   * Writes and syncs. A failed write is cut off again, so that nothing ever follows a torn chunk.
   * A failed sync breaks the file, because a second `fsync` of it would report success although
   * the data is lost.
   */
  append(bytes: Uint8Array): Promise<void>;
  /** Reads as a `FileHandle` does, wherever the file is by now. */
  readonly read: FileHandle['read'];
  /** When the file was modified last, in Unix milliseconds. */
  modifiedMs(): Promise<number>;
  /** Whether the file is still at its path, where a restart would look for it. */
  isInPlace(): Promise<boolean>;
  /** Closes the file. */
  close(): Promise<void>;
}

/**
 * Replaces a file, or creates it, atomically and durably, and leaves it open for appending. A crash
 * leaves the old content or the new, and a failure leaves the old.
 */
export async function replaceAppendFile(
  files: FileSystem,
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  access?: 'private',
): Promise<AppendFile> {
  const draft = `${path}.new`;
  await files.remove(draft);
  const file = await files.create(draft, access);
  try {
    let sizeBytes = 0;
    for await (const chunk of chunks) {
      await file.write(chunk);
      sizeBytes += chunk.length;
    }
    await file.sync();
    const { inode } = await file.stat();
    await files.rename(draft, path);
    await files.syncDirectory(parentPath(path));
    return createAppendFile(files, file, { path, inode, sizeBytes });
  } catch (error) {
    await file.close();
    await files.remove(draft);
    throw error;
  }
}

/** Opens a file that is there for appending; `undefined` when there is none. */
export async function openAppendFile(
  files: FileSystem,
  path: string,
): Promise<AppendFile | undefined> {
  const file = await files.append(path);
  if (file === undefined) return undefined;
  const { inode, sizeBytes } = await statOrClose(file);
  return createAppendFile(files, file, { path, inode, sizeBytes });
}

interface OpenedFile {
  readonly path: string;
  readonly inode: number;
  readonly sizeBytes: number;
}

function createAppendFile(files: FileSystem, file: FileHandle, opened: OpenedFile): AppendFile {
  const { path, inode } = opened;
  let { sizeBytes } = opened;
  let broken = false;

  async function append(bytes: Uint8Array): Promise<void> {
    try {
      await file.write(bytes);
    } catch (error) {
      await cutBack();
      throw error;
    }
    try {
      await file.sync();
    } catch (error) {
      broken = true;
      throw error;
    }
    sizeBytes += bytes.length;
  }

  async function cutBack(): Promise<void> {
    try {
      await file.truncate(sizeBytes);
    } catch {
      broken = true;
    }
  }

  return {
    path,
    get sizeBytes() {
      return sizeBytes;
    },
    get broken() {
      return broken;
    },
    append,
    read: (...range) => file.read(...range),
    async modifiedMs() {
      const { modifiedMs } = await file.stat();
      return modifiedMs;
    },
    isInPlace: () => files.stat(path).then((found) => found?.inode === inode),
    close: () => file.close(),
  };
}
