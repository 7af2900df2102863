import type { FileStat, FileSystem } from '../host/file-system.ts';
import { fitsSegment, type StoredName } from '../names/stored-name.ts';
import { diskDirectories } from './disk-directories.ts';
import { diskPath } from './disk-path.ts';

/**
 * Looks for a stored file where it belongs, and then where older versions may have put it: the
 * first result that is not `undefined`. Only names with a directory that is called like a stored
 * file ever need the second look.
 */
export function findOnDisk<Found>(
  files: Pick<FileSystem, 'stat'>,
  name: StoredName,
  look: (path: string) => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const path = diskPath(name);
  return path === name ? look(path) : findAnywhere(files, name, path, look);
}

/** Looks at a stored file without opening it; a directory is none. */
export function statFile(
  files: Pick<FileSystem, 'stat'>,
  name: StoredName,
): Promise<FileStat | undefined> {
  return findOnDisk(files, name, async (path) => {
    const status = await files.stat(path);
    return status?.kind === 'directory' ? undefined : status;
  });
}

async function findAnywhere<Found>(
  files: Pick<FileSystem, 'stat'>,
  name: StoredName,
  path: string,
  look: (path: string) => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const isHoldable = path.split('/').every(fitsSegment);
  const found = isHoldable ? await look(path) : undefined;
  if (found !== undefined) return found;
  const slash = name.lastIndexOf('/');
  for await (const directory of diskDirectories(files, name.slice(0, slash))) {
    const foundThere = await look(directory + name.slice(slash));
    if (foundThere !== undefined) return foundThere;
  }
  return undefined;
}
