import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { constants, copyFile, link, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FinalError, withoutNode } from './final-error.ts';

/** What a file is read into. Whatever fails there is a `FinalError`. */
export interface WriteTarget {
  /** Whether what was written can't be undone, so that no other node can send the rest. */
  readonly isStream: boolean;
  /** Rejects if it can't be written to. */
  check(): Promise<void>;
  /** Writes all chunks. Where these fail, nothing of them is left unless it is a stream. */
  write(chunks: AsyncIterable<Uint8Array>): Promise<void>;
}

/** Standard output. */
export const standardOutput: WriteTarget = {
  isStream: true,
  check: async () => undefined,
  async write(chunks) {
    for await (const chunk of chunks) {
      if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
    }
  },
};

/**
 * A file. It has its name only once it is whole: until then its bytes are in a hidden one beside
 * it. `replaces` says whether a file that is there already gives way.
 */
export function createFileTarget(path: string, replaces: boolean): WriteTarget {
  const partial = join(dirname(path), `.cockatiel-${randomUUID().slice(0, 8)}.partial`);

  async function publish(): Promise<void> {
    if (replaces) return await rename(partial, path);
    // Unlike `rename` it fails where a file came meanwhile.
    await link(partial, path).catch(async (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyThere(path);
      // A file system without links.
      await copyFile(partial, path, constants.COPYFILE_EXCL);
    });
  }

  return {
    isStream: false,
    async check() {
      if (replaces) return;
      const isThere = await lstat(path).then(
        () => true,
        // What else is wrong shows once it is written.
        () => false,
      );
      if (isThere) throw alreadyThere(path);
    },
    async write(chunks) {
      const handle = await withoutNode(() => open(partial, 'wx'));
      try {
        for await (const chunk of chunks) await withoutNode(() => handle.writeFile(chunk));
        await withoutNode(() => handle.close());
        await withoutNode(publish);
      } finally {
        await handle.close();
        await rm(partial, { force: true });
      }
    },
  };
}

function alreadyThere(path: string): FinalError {
  return new FinalError(`"${path}" is there already; --force replaces it`);
}
