import { createGroupCommit } from '../concurrency/group-commit.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { DiskHealth } from './node-health.ts';
import { onDisk } from './on-disk.ts';

/** Syncs directories so that callers who want the same one at the same time share a sync. */
export function createSharedSync(
  files: FileSystem,
  health: DiskHealth,
): (directory: string) => Promise<void> {
  const groups = new Map<string, { join: (item: undefined) => Promise<void>; users: number }>();

  const sync = (directory: string): Promise<void> => onDisk(health, files.syncDirectory(directory));

  return async (directory) => {
    let group = groups.get(directory);
    if (group === undefined) {
      group = { join: createGroupCommit(() => sync(directory)), users: 0 };
      groups.set(directory, group);
    }
    group.users += 1;
    try {
      await group.join(undefined);
    } finally {
      group.users -= 1;
      if (group.users === 0) groups.delete(directory);
    }
  };
}
