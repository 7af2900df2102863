import type { FileHandle, FileSystem } from '../../../lib/host/file-system.ts';
import type { Histogram } from './histogram.ts';

/** What a disk needs for a sync; a slow one is the first sign of a bad disk. */
export const syncBoundsSeconds = [0.0005, 0.002, 0.008, 0.03, 0.12, 0.5, 2, 8];

/** The same file system, whose syncs are timed. A sync that fails counts, too. */
export function withTimedSyncs(files: FileSystem, syncs: Histogram): FileSystem {
  async function timed(sync: () => Promise<void>): Promise<void> {
    const beganMs = performance.now();
    try {
      await sync();
    } finally {
      syncs.note((performance.now() - beganMs) / 1000);
    }
  }

  function withTimedSync(handle: FileHandle): FileHandle {
    return { ...handle, sync: () => timed(handle.sync) };
  }

  return {
    ...files,
    create: async (path, access) => withTimedSync(await files.create(path, access)),
    async append(path) {
      const handle = await files.append(path);
      return handle && withTimedSync(handle);
    },
    syncDirectory: (path) => timed(() => files.syncDirectory(path)),
  };
}
