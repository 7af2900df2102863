import { isStampedSegment, type StoredName } from '../names/stored-name.ts';

/**
 * Is added on disk to a directory that is called like a stored file. No stored file has a name that
 * ends like this, because its stamp would have to come right before the last extension.
 */
const suffix = '~.d';
/** The shortest stamped segment: one character, `_`, a digit, `_` and the hash. */
const shortestStamped = 44;

/**
 * The path of a stored file on the disk. A name may have a directory that is called like a stored
 * file, and both may be stored, but a file and a directory can't share a path. So such a directory
 * is spelled differently on disk, by the same rule on every node.
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

/**
 * Whether any segment is long enough to be stamped. Looks at about every 44th character, because
 * this runs for every request.
 */
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
 * One directory of a name as it is spelled on disk; most stay as they are. What looks like an
 * escaped directory is escaped once more, so that no two directories share a spelling.
 */
export function diskSegment(segment: string): string {
  if (segment.length < shortestStamped) return segment;
  let stem = segment;
  while (stem.endsWith(suffix)) stem = stem.slice(0, -suffix.length);
  return isStampedSegment(stem) ? segment + suffix : segment;
}

/** What stored names call a directory that is spelled so on disk: the inverse of `diskSegment`. */
export function directoryOnDisk(segment: string): string {
  const directory = segment.endsWith(suffix) ? segment.slice(0, -suffix.length) : segment;
  return diskSegment(directory) === segment ? directory : segment;
}
