import { defaultMemoryLimits } from '../limits/memory-limits.ts';

/** Syncs directories, and remembers which ones this life of the node has synced. */
export interface SyncedDirectories {
  sync(directory: string): Promise<void>;
  /** Syncs a directory unless this life has done so already. */
  syncOnce(directory: string): Promise<void>;
}

export function createSyncedDirectories(
  syncDirectory: (directory: string) => Promise<void>,
  { rememberedDirectories } = defaultMemoryLimits,
): SyncedDirectories {
  const synced = new Set<string>();

  async function sync(directory: string): Promise<void> {
    synced.delete(directory);
    await syncDirectory(directory);
    // Another sync of one that is forgotten is no harm.
    if (synced.size >= rememberedDirectories) synced.clear();
    synced.add(directory);
  }

  return {
    sync,
    async syncOnce(directory) {
      if (!synced.has(directory)) await sync(directory);
    },
  };
}
