import type { FileSystem } from '../host/file-system.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';

/** The modification time that the file of a stored name gets, in Unix milliseconds. */
export function nameTimeMs(name: StoredName): number {
  return partsOf(name).seconds * 1000;
}

/**
 * Makes the second in a stored name the modification time of its file, which is at `path`. Web
 * servers that serve the files of several nodes make their validators of size and time, so both
 * have to be equal on all nodes. A file that is gone, or a disk that can't set times, stays as it
 * is: the content is right, and nothing may fail for that.
 */
export async function setNameTime(
  files: Pick<FileSystem, 'setModified'>,
  name: StoredName,
  path: string,
): Promise<void> {
  await files.setModified(path, nameTimeMs(name)).catch(() => undefined);
}
