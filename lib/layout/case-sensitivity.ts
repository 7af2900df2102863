import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import { workingDirectory } from '../names/request-name.ts';

/**
 * Warns of a disk that takes `Foo.txt` and `foo.txt` for one name: two nodes of which only one has
 * such a disk can't hold the same files.
 */
export async function warnOfCaseInsensitivity(files: FileSystem, log: Log): Promise<void> {
  const folded = await files.stat(workingDirectory.toUpperCase());
  if (folded === undefined) return;
  log.warn('the storage disk does not tell capital letters from small ones; names may collide');
}
