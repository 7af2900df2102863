import { type DirectoryLock, lockDirectory } from './directory-lock.ts';

/** The locks that keep other processes out of this node's directories. */
export interface DirectoryLocks {
  /**
   * Locks a directory. One that was locked before is unlocked first: it may have been removed
   * since, and the lock with it.
   */
  lock(directory: 'storage' | 'queue'): Promise<void>;
  unlockAll(): Promise<void>;
  /** Whether a locked directory was removed, not just moved or unmounted. */
  wasRemoved(directory: 'storage' | 'queue'): Promise<boolean>;
}

/** Creates the locks, none of them taken yet. */
export function createDirectoryLocks(
  paths: Readonly<Record<'storage' | 'queue', string>>,
): DirectoryLocks {
  const locks = new Map<string, DirectoryLock>();

  async function release(directory: string): Promise<void> {
    await locks.get(directory)?.release();
    locks.delete(directory);
  }

  return {
    async lock(directory) {
      await release(directory);
      locks.set(directory, await lockDirectory(paths[directory]));
    },
    wasRemoved: async (directory) => (await locks.get(directory)?.wasRemoved()) === true,
    async unlockAll() {
      for (const directory of [...locks.keys()]) await release(directory);
    },
  };
}
