import type { Log, Storage } from './context.ts';
import type { FileSystem } from './file-system.ts';
import { inBatches } from './in-batches.ts';
import { parentPath } from './parent-path.ts';
import type { StoredName } from './stored-name.ts';

/** Removals, or directories, that share syncs and time. */
const batchSize = 100;

/**
 * Removes what the last life of the node recorded as deleted and may not have removed. Directories
 * are listed instead of trying name by name: most of the files are gone. What can't be removed is
 * hidden all the same, and must not stop the rest.
 */
export async function removeDeleted(
  files: FileSystem,
  storage: Storage,
  names: Iterable<StoredName>,
  log: Log,
): Promise<void> {
  async function remove(name: StoredName): Promise<void> {
    try {
      await storage.remove(name);
    } catch (error) {
      log.error('a deleted file can not be removed from the disk', { name, error });
    }
  }

  await inBatches(groupByDirectory(names), batchSize, async ([directory, deleted]) => {
    const prefix = directory === '' ? '' : `${directory}/`;
    const there = new Set((await files.list(directory)).map((entry) => prefix + entry));
    const left = deleted.filter((name) => there.has(name));
    // One that is gone is removed again, for the sake of a directory not synced, or left empty.
    await inBatches(left.length > 0 ? left : deleted.slice(0, 1), batchSize, remove);
  });
}

function groupByDirectory(names: Iterable<StoredName>): ReadonlyMap<string, StoredName[]> {
  const groups = new Map<string, StoredName[]>();
  for (const name of names) {
    const directory = parentPath(name);
    const group = groups.get(directory);
    if (group === undefined) groups.set(directory, [name]);
    else group.push(name);
  }
  return groups;
}
