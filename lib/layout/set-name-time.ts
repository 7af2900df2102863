import type { FileStat, FileSystem } from '../host/file-system.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';

/** A stored file, and what its stat was. */
export interface DatedFile {
  readonly name: StoredName;
  readonly path: string;
  readonly status: FileStat;
}

/** The modification time that the file of a stored name gets, in Unix milliseconds. */
export function nameTimeMs(name: StoredName): number {
  return partsOf(name).seconds * 1000;
}

/**
 * Makes the second in a stored name the modification time of its file, and returns the stat of the
 * file with that time. Web servers that serve the files of several nodes make their validators of
 * size and time, so both have to be equal on all nodes. A file that is gone, or a disk that can't
 * set times, stays as it is: the content is right, and nothing may fail for that.
 */
export async function setNameTime(
  files: Pick<FileSystem, 'setModified'>,
  { name, path, status }: DatedFile,
): Promise<FileStat> {
  const modifiedMs = nameTimeMs(name);
  try {
    await files.setModified(path, modifiedMs);
    return { ...status, modifiedMs };
  } catch {
    return status;
  }
}
