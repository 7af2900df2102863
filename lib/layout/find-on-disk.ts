import type { FileStat, FileSystem } from '../host/file-system.ts';
import { fitsSegment, type StoredName } from '../names/stored-name.ts';
import { diskDirectories } from './disk-directories.ts';
import { diskPath } from './disk-path.ts';

/**
 * Tries the path of a stored file, and then the paths where older versions may have put it, and
 * returns the first result that is not `undefined`. Only a name with a directory that is called
 * like a stored file has more than one path.
 */
export function findOnDisk<Found>(
  files: Pick<FileSystem, 'stat'>,
  name: StoredName,
  tryPath: (path: string) => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const path = diskPath(name);
  return path === name ? tryPath(path) : findAnywhere(files, name, path, tryPath);
}

/** Stats a stored file wherever it lies; a directory is none. */
export function statFile(
  files: Pick<FileSystem, 'stat'>,
  name: StoredName,
): Promise<FileStat | undefined> {
  return findOnDisk(files, name, (path) =>
    files.stat(path).then((status) => (status?.kind === 'directory' ? undefined : status)),
  );
}

async function findAnywhere<Found>(
  files: Pick<FileSystem, 'stat'>,
  name: StoredName,
  path: string,
  tryPath: (path: string) => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const fitsOnDisk = path.split('/').every(fitsSegment);
  const found = fitsOnDisk ? await tryPath(path) : undefined;
  if (found !== undefined) return found;
  const slash = name.lastIndexOf('/');
  for await (const directory of diskDirectories(files, name.slice(0, slash))) {
    const foundElsewhere = await tryPath(directory + name.slice(slash));
    if (foundElsewhere !== undefined) return foundElsewhere;
  }
  return undefined;
}
