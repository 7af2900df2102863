import { errorCode } from '../errors/error-code.ts';
import type { DirectoryEntry, FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import { isReserved } from '../names/request-name.ts';
import { parseStoredName, type StoredName } from '../names/stored-name.ts';
import { directoryOnDisk } from './disk-path.ts';

const forbiddenCodes = new Set(['EACCES', 'EPERM']);

/** A directory on disk, what stored names call it, and the entries that are still to be read. */
interface OpenDirectory {
  readonly path: string;
  readonly name: string;
  readonly entries: AsyncIterator<DirectoryEntry>;
}

/**
 * The names of all files in the directory of a storage, wherever they lie, in no order. What is
 * stored or removed meanwhile may be among them or not. Other files are left out, and so are
 * directories that this process may not read (`lost+found`); `log` gets a warning of those. Rejects
 * where anything else can't be read: what is missing from the list would count as not stored.
 */
export async function* listStoredNames(files: FileSystem, log: Log): AsyncGenerator<StoredName> {
  const open = (path: string, name: string): OpenDirectory => {
    return { path, name, entries: files.entries(path)[Symbol.asyncIterator]() };
  };
  // Depth first, so that no more directories are open than a name has segments.
  const directories = [open('', '')];
  try {
    yield* listNames(directories, open, log);
  } finally {
    for (const { entries } of directories) await entries.return?.();
  }
}

async function* listNames(
  directories: OpenDirectory[],
  open: (path: string, name: string) => OpenDirectory,
  log: Log,
): AsyncGenerator<StoredName> {
  for (let last = directories.at(-1); last !== undefined; last = directories.at(-1)) {
    const entry = await nextEntry(last, log);
    if (entry === undefined) directories.pop();
    else if (entry.kind === 'directory') {
      const directory = directoryOnDisk(entry.name);
      if (last.path === '' && isReserved(directory)) continue;
      directories.push(open(join(last.path, entry.name), join(last.name, directory)));
    } else if (entry.kind === 'file') {
      const parts = parseStoredName(join(last.name, entry.name));
      if (parts !== undefined && !isReserved(parts.name)) yield parts.name;
    }
  }
}

async function nextEntry(
  { path, entries }: OpenDirectory,
  log: Log,
): Promise<DirectoryEntry | undefined> {
  try {
    const { done, value } = await entries.next();
    return done === true ? undefined : value;
  } catch (error) {
    if (!forbiddenCodes.has(errorCode(error) ?? '')) throw error;
    log.warn('a directory can not be read', { directory: path, error });
    return undefined;
  }
}

function join(directory: string, entry: string): string {
  return directory === '' ? entry : `${directory}/${entry}`;
}
