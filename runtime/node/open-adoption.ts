import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Log } from '../../lib/host/log.ts';
import { type Adoption, openAdoption } from '../../lib/maintenance/open-adoption.ts';
import { workingDirectory } from '../../lib/names/request-name.ts';
import { createDirectoryLocks } from './directory-locks.ts';
import { createNodeFileSystem } from './file-system.ts';
import { createSha1 } from './hash.ts';

export interface OpenNodeAdoptionOptions {
  readonly storage: string;
  readonly queue: string | undefined;
  readonly newStorage: boolean;
  readonly minFreeBytes: number | undefined;
  readonly fsync: boolean;
  readonly log: Log;
}

/** An adoption whose directories are locked. */
export interface NodeAdoption extends Adoption {
  /** Finishes what is being written, and unlocks the directories. */
  close(): Promise<void>;
}

/**
 * Locks the directories of a node, and opens its storage to adopt files there. Rejects with a
 * `DirectoryLockError` while the node runs.
 */
export async function openNodeAdoption(options: OpenNodeAdoptionOptions): Promise<NodeAdoption> {
  const { fsync, queue, log, minFreeBytes } = options;
  const files = createNodeFileSystem({ root: options.storage, fsync });
  await files.makeDirectory('');
  await files.makeDirectory(workingDirectory, 'private');
  const locks = createDirectoryLocks({
    storage: join(options.storage, workingDirectory),
    queue: queue ?? '',
  });
  try {
    if (queue !== undefined) await locks.lock('queue');
    await locks.lock('storage');
    const { storage, tombstones } = await openAdoption({
      storage: files,
      ...(queue !== undefined && {
        queue: createNodeFileSystem({ root: queue, fsync, isPrivate: true }),
      }),
      createSha1,
      createId: () => randomBytes(8).toString('hex'),
      clock: { nowMs: () => Date.now() },
      log,
      lock: (directory) => locks.lock(directory),
      acceptNewStorage: options.newStorage,
      minFreeBytes,
    });
    return {
      storage,
      tombstones,
      async close() {
        await storage.finished();
        await locks.unlockAll();
      },
    };
  } catch (error) {
    await locks.unlockAll();
    throw error;
  }
}
