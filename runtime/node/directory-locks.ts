import { type DirectoryLock, lockDirectory } from './directory-lock.ts';

/** The locks by which this process alone has its directories. */
export interface DirectoryLocks {
  /** Locks a directory, anew if it was locked before: the one of then may have vanished since. */
  lock(directory: 'storage' | 'queue'): Promise<void>;
  unlockAll(): Promise<void>;
  /** Whether a directory that is locked was removed, and was not only moved or unmounted. */
  wasRemoved(directory: 'storage' | 'queue'): Promise<boolean>;
}

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
