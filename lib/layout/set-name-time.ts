import type { FileStat, FileSystem } from '../host/file-system.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';

/**
 * Makes the second in a stored name the modification time of its file, at a path, and returns the
 * stat of the file with that time. Web servers that serve the files of several nodes make their
 * validators of size and time, so both have to be equal on all nodes. A disk that can't set times
 * keeps its own: the content is right, and the upload must not fail for that.
 */
export async function setNameTime(
  files: FileSystem,
  path: string,
  name: StoredName,
  status: FileStat,
): Promise<FileStat> {
  const modifiedMs = partsOf(name).seconds * 1000;
  try {
    await files.setModified(path, modifiedMs);
    return { ...status, modifiedMs };
  } catch {
    return status;
  }
}
