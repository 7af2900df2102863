import type { FileHandle, FileSystem } from '../host/file-system.ts';
import { parentPath } from '../names/parent-path.ts';

/** A file that only grows, by whole and durable pieces. */
export interface AppendFile {
  readonly path: string;
  readonly sizeBytes: number;
  /**
   * Whether a failure left the file in doubt: it takes no more, and its owner begins another one.
   */
  readonly broken: boolean;
  /**
   * Writes and syncs. A failed write is cut off again, so that nothing ever follows a torn piece;
   * after a failed sync the same descriptor would lie (a second `fsync` reports success), so the
   * file is broken.
   */
  append(bytes: Uint8Array): Promise<void>;
  /** Whether the file still stands under its path, where a restart would look for it. */
  isInPlace(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Puts a new file in place of an old one, or of none, at a stroke, and leaves it open for
 * appending: a crash leaves the old content or the new, and a failure leaves the old.
 */
export async function replaceAppendFile(
  files: FileSystem,
  path: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  access?: 'private',
): Promise<AppendFile> {
  const draft = `${path}.new`;
  await files.remove(draft);
  const file = await files.create(draft, access);
  try {
    let sizeBytes = 0;
    for await (const piece of pieces) {
      await file.write(piece);
      sizeBytes += piece.length;
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

interface Place {
  readonly path: string;
  readonly inode: number;
  readonly sizeBytes: number;
}

function createAppendFile(files: FileSystem, file: FileHandle, place: Place): AppendFile {
  const { path, inode } = place;
  let { sizeBytes } = place;
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
    async isInPlace() {
      const found = await files.stat(path);
      return found?.inode === inode;
    },
    close: () => file.close(),
  };
}
