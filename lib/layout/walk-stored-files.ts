import { errorCode } from '../errors/error-code.ts';
import type { DirectoryEntry, FileSystem } from '../host/file-system.ts';
import { isReserved, workingDirectory } from '../names/request-name.ts';
import { parseStoredName, type StoredName } from '../names/stored-name.ts';
import { directoryOnDisk } from './disk-path.ts';

/** `mkfs` makes it at the top of a disk, and only root may read it. */
const lostAndFound = 'lost+found';
const forbiddenCodes = new Set(['EACCES', 'EPERM']);

/**
 * What a walk finds: a stored file with its name; something else that is no directory; a directory
 * that can't be read, which is passed over.
 */
export type FoundEntry =
  | { readonly kind: 'stored'; readonly path: string; readonly name: StoredName }
  | { readonly kind: 'other'; readonly path: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly error: unknown };

/** Whether an error says that this process may not read something. */
export function isForbidden(error: unknown): boolean {
  return forbiddenCodes.has(errorCode(error) ?? '');
}

/** A directory below another one, and what stored names call it. */
interface FoundDirectory {
  readonly kind: 'directory';
  readonly path: string;
  readonly name: string;
}

/** A directory that is being read. */
interface OpenDirectory extends Omit<FoundDirectory, 'kind'> {
  readonly entries: AsyncGenerator<FoundEntry | FoundDirectory>;
}

export interface WalkOptions {
  /** Where the walk begins; at the top by default. */
  readonly root?: string;
  /** Whether a directory is the top of another storage; by default none is. */
  readonly isStorage?: (path: string) => Promise<boolean>;
}

/**
 * Walks through the directory of a storage, or through a copy of it, in no order, and passes over
 * the node's own `.cockatiel`. What is stored or removed meanwhile may be found or not. Names begin
 * at the root of the walk, and again at the top of each other storage.
 */
export async function* walkStoredFiles(
  files: Pick<FileSystem, 'entries'>,
  { root = '', isStorage = async () => false }: WalkOptions = {},
): AsyncGenerator<FoundEntry> {
  const open = (path: string, name: string): OpenDirectory => {
    return { path, name, entries: readDirectory(files, path, name, isStorage) };
  };
  // Depth first, so that no more directories are open than a name has segments.
  const directories = [open(root, '')];
  try {
    for (let last = directories.at(-1); last !== undefined; last = directories.at(-1)) {
      const entry = await nextEntry(last);
      if (entry === undefined) directories.pop();
      else if (entry.kind === 'directory') directories.push(open(entry.path, entry.name));
      else yield entry;
    }
  } finally {
    for (const { entries } of directories) await entries.return(undefined);
  }
}

async function* readDirectory(
  files: Pick<FileSystem, 'entries'>,
  path: string,
  name: string,
  isStorage: (path: string) => Promise<boolean>,
): OpenDirectory['entries'] {
  const directory = (await isStorage(path)) ? '' : name;
  for await (const entry of files.entries(path)) {
    const isOwn = directory === '' && entry.name === workingDirectory;
    if (!isOwn) yield toFound(join(path, entry.name), directory, entry);
  }
}

/** The next entry of a directory; `undefined` at its end, which is where it failed, too. */
async function nextEntry({
  path,
  name,
  entries,
}: OpenDirectory): Promise<FoundEntry | FoundDirectory | undefined> {
  try {
    const { done, value } = await entries.next();
    return done === true ? undefined : value;
  } catch (error) {
    // Anything else is a defect of this program.
    if (errorCode(error) === undefined) throw error;
    const isExpected = name === lostAndFound && isForbidden(error);
    return isExpected ? { kind: 'other', path } : { kind: 'unreadable', path, error };
  }
}

function toFound(
  path: string,
  directory: string,
  { kind, name }: DirectoryEntry,
): FoundEntry | FoundDirectory {
  if (kind === 'directory') return { kind, path, name: join(directory, directoryOnDisk(name)) };
  const parts = kind === 'file' ? parseStoredName(join(directory, name)) : undefined;
  if (parts === undefined || isReserved(parts.name)) return { kind: 'other', path };
  return { kind: 'stored', path, name: parts.name };
}

function join(directory: string, entry: string): string {
  return directory === '' ? entry : `${directory}/${entry}`;
}
