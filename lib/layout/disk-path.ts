import { isStampedSegment, type StoredName } from '../names/stored-name.ts';

/**
 * Ends the spelling on disk of a directory that is called like a stored file. No stored file has a
 * name that ends so: the stamp would have to stand right before the last extension.
 */
const suffix = '~.d';
/** No stamped segment is shorter: one character, `_`, a digit, `_` and the hash. */
const shortestStamped = 44;

/**
 * The path of a stored file on the disk. A name may have a directory that is called like a stored
 * file, and both may be stored, but no disk holds a file and a directory under one path. So such a
 * directory is spelled differently on disk, by the same rule on every node.
 */
export function diskPath(name: StoredName): string {
  const slash = name.lastIndexOf('/');
  // Most names have no directory, or a short one.
  if (slash < shortestStamped) return name;
  const directory = name.slice(0, slash);
  const spelled = diskDirectory(directory);
  return spelled === directory ? name : spelled + name.slice(slash);
}

/** The path on disk of the directory of a stored name; `''` is the root. */
export function diskDirectory(directory: string): string {
  if (!hasLongSegment(directory)) return directory;
  return directory.split('/').map(diskSegment).join('/');
}

/** Tells whether any segment could be stamped, by a look at every 44th character or so. */
function hasLongSegment(directory: string): boolean {
  let start = 0;
  while (directory.length - start >= shortestStamped) {
    const slash = directory.lastIndexOf('/', start + shortestStamped - 1);
    if (slash < start) return true;
    start = slash + 1;
  }
  return false;
}

/**
 * One directory of a name as it is spelled on disk: most stay as they are. What is spelled like an
 * escaped directory is escaped once more, so that no two directories share a spelling.
 */
export function diskSegment(segment: string): string {
  if (segment.length < shortestStamped) return segment;
  let stem = segment;
  while (stem.endsWith(suffix)) stem = stem.slice(0, -suffix.length);
  return isStampedSegment(stem) ? segment + suffix : segment;
}
