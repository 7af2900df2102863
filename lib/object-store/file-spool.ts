import { createMutex } from '../concurrency/mutex.ts';
import type { FreeSpace } from '../disk/free-space.ts';
import { writeOrTooLarge } from '../disk/write-body.ts';
import { errorCode } from '../errors/error-code.ts';
import type { FileHandle, FileSystem } from '../host/file-system.ts';
import { chunkBytes } from '../storage/read-content.ts';
import type { SpooledContent } from './object-store.ts';
import type { Spool, SpooledBody } from './spool.ts';

const directory = 'spool';

export interface FileSpoolOptions {
  /** A directory that this process has locked. */
  readonly files: FileSystem;
  /** That of its disk. */
  readonly freeSpace: FreeSpace;
  /** Called when the directory had vanished and was made again; it has no lock then. */
  readonly onVanished?: () => Promise<void>;
}

/**
 * A spool of private files on a disk, whose free space it leaves as it must be. Nothing is synced:
 * after a crash they are removed. Where the directory has vanished it is made again.
 */
export function createFileSpool(options: FileSpoolOptions): Spool {
  const { files, freeSpace, onVanished = async () => undefined } = options;
  const inTurn = createMutex();
  let count = 0;

  async function recover(): Promise<void> {
    for (const entry of await files.list(directory)) await files.remove(`${directory}/${entry}`);
    await files.makeDirectory(directory, 'private');
  }

  /** `undefined` where the directory has vanished. */
  async function createAt(path: string): Promise<FileHandle | undefined> {
    try {
      return await files.create(path, 'private');
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return undefined;
    }
  }

  /** By the time it is a caller's turn, another one may have made the directory again. */
  async function remakeAndCreate(path: string): Promise<FileHandle> {
    const file = await createAt(path);
    if (file !== undefined) return file;
    if (await files.makeDirectory('')) await onVanished();
    await files.makeDirectory(directory, 'private');
    return await files.create(path, 'private');
  }

  return {
    recover,
    checkSpace: freeSpace.check,
    async begin() {
      count += 1;
      const path = `${directory}/${count}`;
      await freeSpace.reserveEntry();
      const file = (await createAt(path)) ?? (await inTurn(() => remakeAndCreate(path)));
      return createSpooledFile(options, path, file);
    },
  };
}

function createSpooledFile(
  { files, freeSpace }: FileSpoolOptions,
  path: string,
  file: FileHandle,
): SpooledBody {
  let sizeBytes = 0;
  return {
    async write(bytes) {
      await freeSpace.reserve(bytes.length);
      await writeOrTooLarge(file, bytes);
      sizeBytes += bytes.length;
    },
    async finish() {
      await file.close();
      return { sizeBytes, read: () => readFile(files, path) } satisfies SpooledContent;
    },
    async remove() {
      await file.close();
      await files.remove(path);
    },
  };
}

/** Reads a file in chunks. */
async function* readFile(files: FileSystem, path: string): AsyncGenerator<Uint8Array> {
  const file = await files.open(path);
  if (file === undefined) throw new Error('A spooled body has vanished.');
  try {
    for (let position = 0; ; ) {
      const bytes = await file.read(position, chunkBytes);
      if (bytes.length === 0) return;
      yield bytes;
      position += bytes.length;
    }
  } finally {
    await file.close();
  }
}
