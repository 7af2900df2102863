import { LRUCache } from 'lru-cache';
import { createGroupCommit } from '../concurrency/group-commit.ts';
import type { FileSystem } from '../host/file-system.ts';
import { defaultMemoryLimits } from '../limits/memory-limits.ts';
import { type DiskHealth, onDisk } from './health.ts';

/** Makes the entries of directories durable. */
export interface DirectorySync {
  /**
   * Syncs a directory. Callers that arrive during a sync of it share the next one; different
   * directories do not wait for each other.
   */
  sync(directory: string): Promise<void>;
  /** Syncs a directory unless that was done since the node started. */
  syncOnce(directory: string): Promise<void>;
}

/** The group commit of one directory, as long as somebody waits for it. */
interface Group {
  readonly join: (item: undefined) => Promise<void>;
  users: number;
}

/**
 * Creates the sync of all directories of one disk, whose failures it notes. Of the directories that
 * were synced it remembers so many; one that was forgotten is only synced once more.
 */
export function createDirectorySync(
  files: Pick<FileSystem, 'syncDirectory'>,
  health: DiskHealth,
  { rememberedDirectories } = defaultMemoryLimits,
): DirectorySync {
  const groups = new Map<string, Group>();
  // `max` instead of `maxSize` would allocate for all entries at once.
  const size = { maxSize: rememberedDirectories, sizeCalculation: () => 1 };
  const synced = new LRUCache<string, true>(size);

  function groupOf(directory: string): Group {
    const flush = (): Promise<void> => onDisk(health, files.syncDirectory(directory));
    const group = groups.get(directory) ?? { join: createGroupCommit(flush), users: 0 };
    groups.set(directory, group);
    return group;
  }

  async function sync(directory: string): Promise<void> {
    synced.delete(directory);
    const group = groupOf(directory);
    group.users += 1;
    try {
      await group.join(undefined);
      synced.set(directory, true);
    } finally {
      group.users -= 1;
      if (group.users === 0) groups.delete(directory);
    }
  }

  return {
    sync,
    async syncOnce(directory) {
      if (synced.get(directory) === undefined) await sync(directory);
    },
  };
}
