import { ifThere } from '../disk/if-there.ts';
import type { DiskHealth } from '../disk/node-health.ts';
import { errorCode } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { DirectoryTree } from '../layout/directory-tree.ts';
import { diskDirectories } from '../layout/disk-directories.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';

export interface RemoveFileParts {
  readonly files: FileSystem;
  readonly sync: (directory: string) => Promise<void>;
  readonly tree: DirectoryTree;
  readonly health: DiskHealth;
}

/**
 * Removes a stored file durably wherever it lies, and the directories it leaves empty: a copy left
 * behind under an old spelling would be found again, so a failure at one of them stops no other.
 * `false` when nothing was there.
 */
export async function removeFile(parts: RemoveFileParts, name: StoredName): Promise<boolean> {
  const { directory } = partsOf(name);
  let existed = false;
  let failure: unknown;
  for await (const spelled of diskDirectories(parts.files, directory)) {
    const path = spelled + name.slice(directory.length);
    try {
      if (await removeFrom(parts, spelled, path)) existed = true;
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  return existed;
}

/**
 * A file that is gone may have been removed by the last life, which died before that was durable.
 */
async function removeFrom(
  parts: RemoveFileParts,
  directory: string,
  path: string,
): Promise<boolean> {
  const { sync, tree } = parts;
  tree.retain(directory);
  let existed: boolean;
  try {
    existed = await removeEntry(parts, path);
    await ifThere(sync(directory));
  } finally {
    tree.release(directory);
  }
  // Also where the directory is gone: whoever removed it left its parents, which were held here.
  await tree.prune(directory);
  return existed;
}

/** One file that stays says little about a disk, but one that takes no change at all does. */
async function removeEntry({ files, health }: RemoveFileParts, path: string): Promise<boolean> {
  try {
    return await files.remove(path);
  } catch (error) {
    if (errorCode(error) === 'EROFS') health.noteFault(error);
    throw error;
  }
}
