import type { FileSystem } from '../host/file-system.ts';
import { parentPath } from '../names/parent-path.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { DirectoryTree } from './directory-tree.ts';
import { diskPath } from './disk-path.ts';
import { findOnDisk } from './find-on-disk.ts';
import { asNameRefusal } from './name-refusal.ts';

export interface RespellFileParts {
  readonly files: FileSystem;
  readonly tree: DirectoryTree;
  /** Moves a directory away that stands at the path of a stored file. */
  readonly makeWay: (path: string) => Promise<void>;
}

/**
 * Moves a stored file to its path on disk if an older version put it elsewhere. The caller retains
 * the directory of that path.
 */
export async function respellFile(
  { files, tree, makeWay }: RespellFileParts,
  name: StoredName,
): Promise<void> {
  const path = diskPath(name);
  if (path === name) return;
  const found = await findOnDisk(files, name, async (at) => {
    return (await files.stat(at))?.kind === 'file' ? at : undefined;
  });
  if (found === undefined || found === path) return;
  if ((await files.stat(path)) !== undefined) await makeWay(path);
  await files.rename(found, path).catch((error: unknown) => {
    throw asNameRefusal(error);
  });
  await tree.prune(parentPath(found));
}
