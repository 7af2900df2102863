import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import type { StoredName } from '../names/stored-name.ts';
import { isForbidden, walkStoredFiles } from './walk-stored-files.ts';

/**
 * The names of all files in the directory of a storage, wherever they lie, in no order; or of those
 * below another directory that is laid out like it. What is stored or removed meanwhile may be
 * among them or not. Other files are left out, and so are directories that this process may not
 * read; `log` gets a warning of those. Rejects where anything else can't be read: what is missing
 * from the list would count as not stored.
 */
export async function* listStoredNames(
  files: FileSystem,
  log: Log,
  root = '',
): AsyncGenerator<StoredName> {
  for await (const entry of walkStoredFiles(files, { root })) {
    if (entry.kind === 'stored') yield entry.name;
    if (entry.kind !== 'unreadable') continue;
    const { path, error } = entry;
    if (!isForbidden(error)) throw error;
    log.warn('a directory can not be read', { directory: path, error });
  }
}
