import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import { workingDirectory } from '../names/request-name.ts';

/**
 * Warns, and returns `true`, if the storage is on a case-insensitive disk, where `Foo.txt` and
 * `foo.txt` are one file. Two nodes of which only one has such a disk can't hold the same files.
 */
export async function warnOfCaseInsensitivity(
  files: Pick<FileSystem, 'stat'>,
  log: Log,
): Promise<boolean> {
  const folded = await files.stat(workingDirectory.toUpperCase());
  if (folded === undefined) return false;
  log.warn('the storage disk is case-insensitive; names that differ only in case collide');
  return true;
}
