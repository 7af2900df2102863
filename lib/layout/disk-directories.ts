import type { FileSystem } from '../host/file-system.ts';
import { fitsSegment, isStampedSegment } from '../names/stored-name.ts';
import { diskDirectory, diskSegment } from './disk-path.ts';

/** Does the work in all directories that may hold the files of a name's directory, one by one. */
export function inDiskDirectories(
  files: Pick<FileSystem, 'stat'>,
  directory: string,
  work: (spelled: string) => Promise<void>,
): Promise<void> {
  const isOne = diskDirectory(directory) === directory;
  return isOne ? work(directory) : inEach(diskDirectories(files, directory), work);
}

async function inEach(
  directories: AsyncIterable<string>,
  work: (spelled: string) => Promise<void>,
): Promise<void> {
  for await (const spelled of directories) await work(spelled);
}

/**
 * The directories on disk that may hold the files of a name's directory. Usually that is one, which
 * is given without a stat. Version 1.0.0 and the Python version had no other spelling for
 * directories that are called like stored files, and their files are still found. Old spellings
 * come first: directories move from the old spelling to the new one only, so a file that is moved
 * meanwhile is found at one of the two.
 */
export async function* diskDirectories(
  files: Pick<FileSystem, 'stat'>,
  directory: string,
): AsyncGenerator<string> {
  if (diskDirectory(directory) === directory) {
    yield directory;
    return;
  }
  const segments = directory.split('/');
  const pending: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    let path: string | undefined = next.path;
    for (let depth = next.depth; path !== undefined && depth < segments.length; depth += 1) {
      const parent: string = depth === 0 ? '' : `${path}/`;
      const segment = segments[depth] as string;
      const spelled = diskSegment(segment);
      path = fitsSegment(spelled) ? parent + spelled : undefined;
      if (!isStampedSegment(segment) || !(await isDirectory(files, parent + segment))) continue;
      if (path !== undefined) pending.push({ path, depth: depth + 1 });
      path = parent + segment;
    }
    if (path !== undefined) yield path;
  }
}

async function isDirectory(files: Pick<FileSystem, 'stat'>, path: string): Promise<boolean> {
  return (await files.stat(path))?.kind === 'directory';
}
