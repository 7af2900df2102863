import type { FileSystem } from '../host/file-system.ts';
import { isForbidden } from '../layout/walk-stored-files.ts';
import { storageIdPath } from '../storage/storage-identity.ts';

/**
 * Whether a directory is the storage directory of a node, or a copy of one: it has an id. Clients
 * can't make a directory look so, because all their files are stamped. What this process may not
 * see counts as an id: only a node makes such a directory private.
 */
export async function isStorageTop(
  files: Pick<FileSystem, 'stat'>,
  directory: string,
): Promise<boolean> {
  const path = directory === '' ? storageIdPath : `${directory}/${storageIdPath}`;
  try {
    return (await files.stat(path))?.kind === 'file';
  } catch (error) {
    if (isForbidden(error)) return true;
    throw error;
  }
}
