import type { FileHandle, FileSystem } from '../host/file-system.ts';
import { chunkBytes } from '../storage/read-content.ts';
import type { SpooledContent } from './object-store.ts';
import type { Spool, SpooledBody } from './spool.ts';

const directory = 'spool';

/**
 * A spool of private files on a disk, below a directory that this process has locked. Nothing is
 * synced: after a crash they are removed.
 */
export function createFileSpool(files: FileSystem): Spool {
  let count = 0;

  async function recover(): Promise<void> {
    await files.makeDirectory(directory, 'private');
    for (const entry of await files.list(directory)) await files.remove(`${directory}/${entry}`);
  }

  return {
    recover,
    async begin() {
      count += 1;
      const path = `${directory}/${count}`;
      return createSpooledFile(files, path, await files.create(path, 'private'));
    },
  };
}

function createSpooledFile(files: FileSystem, path: string, file: FileHandle): SpooledBody {
  let sizeBytes = 0;
  return {
    async write(bytes) {
      await file.write(bytes);
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
