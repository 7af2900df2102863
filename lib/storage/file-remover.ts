import { inBatches } from '../concurrency/batches.ts';
import type { DiskHealth } from '../disk/health.ts';
import { ifThere } from '../disk/if-there.ts';
import { errorCode } from '../errors/error-code.ts';
import { diskDirectories, inDiskDirectories } from '../layout/disk-directories.ts';
import type { DiskLayout } from '../layout/disk-layout.ts';
import { parentPath } from '../names/parent-path.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import type { Quarantine } from '../quarantine/quarantine.ts';
import type { Storage } from './storage.ts';

/** How many removals, or directories, share syncs and time. */
const batchSize = 100;

export interface FileRemoverParts {
  readonly layout: DiskLayout;
  readonly health: DiskHealth;
  readonly quarantine: Pick<Quarantine, 'has' | 'remove'>;
}

/** Creates what removes stored files from a disk, with the directories they leave empty. */
export function createFileRemover({
  layout,
  health,
  quarantine,
}: FileRemoverParts): Pick<Storage, 'remove' | 'removeAll'> {
  const { files, tree, sync } = layout;

  /**
   * Removes the file wherever it lies: a copy left under an old spelling would be found again, so a
   * failure at one path stops no other.
   */
  async function remove(name: StoredName): Promise<boolean> {
    const { directory } = partsOf(name);
    let existed = false;
    let failure: unknown;
    async function attempt(removal: Promise<boolean>): Promise<void> {
      try {
        if (await removal) existed = true;
      } catch (error) {
        failure ??= error;
      }
    }
    if (quarantine.has(name)) await attempt(quarantine.remove(name));
    await inDiskDirectories(files, directory, (spelled) =>
      attempt(removeFrom(spelled, spelled + name.slice(directory.length))),
    );
    if (failure !== undefined) throw failure;
    return existed;
  }

  /** Syncs even where no file is: the last run may have removed it and died before its sync. */
  async function removeFrom(directory: string, path: string): Promise<boolean> {
    tree.retain(directory);
    let existed: boolean;
    try {
      existed = await removeEntry(path);
      await ifThere(sync(directory));
    } finally {
      tree.release(directory);
    }
    // Also where the directory is gone: whoever removed it left its parents, retained until now.
    await tree.prune(directory);
    return existed;
  }

  /** That one file can't be removed says little about a disk, but a read-only disk is no use. */
  function removeEntry(path: string): Promise<boolean> {
    return files.remove(path).catch((error: unknown) => {
      if (errorCode(error) === 'EROFS') health.noteFault(error);
      throw error;
    });
  }

  /** The names of which a file is left; all of them where the directory can't be listed. */
  async function findLeft(
    directory: string,
    names: readonly StoredName[],
  ): Promise<readonly StoredName[]> {
    const found = new Set<string>();
    try {
      for await (const spelled of diskDirectories(files, directory)) {
        for (const entry of await files.list(spelled)) found.add(entry);
      }
      const isFound = (name: StoredName): boolean =>
        found.has(name.slice(name.lastIndexOf('/') + 1));
      return names.filter((name) => isFound(name) || quarantine.has(name));
    } catch {
      // A directory that can't be read may still let its files go.
      return names;
    }
  }

  return {
    remove,
    async removeAll(names) {
      const failures = new Map<StoredName, unknown>();
      const removeOne = async (name: StoredName): Promise<void> => {
        await remove(name).catch((error: unknown) => failures.set(name, error));
      };
      await inBatches(groupByDirectory(names), batchSize, async ([directory, group]) => {
        const left = await findLeft(directory, group);
        // Where none is left one is removed again, for a directory not synced, or left empty.
        await inBatches(left.length > 0 ? left : group.slice(0, 1), batchSize, removeOne);
      });
      return failures;
    },
  };
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
