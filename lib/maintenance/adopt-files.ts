import { inParallel } from '../concurrency/in-parallel.ts';
import { createKeyedMutex } from '../concurrency/keyed-mutex.ts';
import { InvalidNameError, NameConflictError, TooLargeError } from '../errors/domain-errors.ts';
import type { FileSystem } from '../host/file-system.ts';
import { walkStoredFiles } from '../layout/walk-stored-files.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import type { StorageBackend } from '../storage/storage.ts';
import type { Tombstones } from '../tombstones/tombstones.ts';
import type { Finding } from './finding.ts';
import { isStorageTop } from './is-storage-top.ts';
import { onSameDirectory } from './on-same-directory.ts';
import { readSourceFile, UnreadableSourceError } from './source-file.ts';

/** Each waits for syncs most of the time, and those of one directory share them. */
const filesAtOnce = 8;

/**
 * `adopted`: stored now. `replaced`: stored now, in place of a corrupt copy. `present`: an intact
 * copy was there. `deleted`: the name is deleted for good. `corrupt`: the content has not the SHA-1
 * in the name. `unreadable`: a stored file, or a directory, that can't be read. `refused`: the disk
 * can't hold the name or the size, or a file stands in the place of a directory. `other`: no stored
 * file.
 */
export type AdoptedKind =
  | 'adopted'
  | 'replaced'
  | 'present'
  | 'deleted'
  | 'corrupt'
  | 'unreadable'
  | 'refused'
  | 'other';

export interface AdoptFilesOptions {
  /** Any directory with copies of stored files; nothing in it is changed. */
  readonly source: Pick<FileSystem, 'entries' | 'open' | 'stat'>;
  readonly storage: Pick<StorageBackend, 'stateOf' | 'adopt' | 'stage' | 'finished'>;
  readonly tombstones: Pick<Tombstones, 'has'>;
  readonly onFinding: (finding: Finding<AdoptedKind>) => void;
  /** Called with the size of each chunk that was copied. */
  readonly onCopied: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Copies the stored files in a directory into a storage that nobody else uses. Each is proven by
 * its name, and durable once it counts. Its name is its path below the source, or below the top of
 * another storage in it. Rejects where the storage fails or is full, with a `DirectoryVanishedError`
 * where the source vanishes, and with the signal's reason once that has aborted; what was adopted
 * before stays, and nothing is left of any other file.
 */
export async function adoptFiles(options: AdoptFilesOptions): Promise<void> {
  const { source, onFinding } = options;
  const names = createKeyedMutex<StoredName>();
  const entries = walkStoredFiles(source, (path) => isStorageTop(source, path));
  await onSameDirectory(source, () =>
    inParallel(entries, filesAtOnce, async (entry) => {
      options.signal.throwIfAborted();
      if (entry.kind !== 'stored') return onFinding(entry);
      const { name, path } = entry;
      // An old version may have left a file under two spellings.
      onFinding(await names.withLock(name, () => adoptFile(options, name, path)));
    }),
  );
}

async function adoptFile(
  options: AdoptFilesOptions,
  name: StoredName,
  path: string,
): Promise<Finding<AdoptedKind>> {
  const { storage, tombstones } = options;
  if (tombstones.has(name)) return { kind: 'deleted', path };
  const state = await storage.stateOf(name);
  if (state === 'intact') await storage.adopt(name);
  if (state === 'intact' || state === 'committed') return { kind: 'present', path };
  try {
    const isAdopted = await copyFile(options, name, path, state);
    if (!isAdopted) return { kind: 'corrupt', path };
    return { kind: state === 'absent' ? 'adopted' : 'replaced', path };
  } catch (error) {
    if (error instanceof UnreadableSourceError) return { kind: 'unreadable', path, error };
    if (isRefusal(error)) return { kind: 'refused', path, error };
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return [InvalidNameError, NameConflictError, TooLargeError].some((kind) => error instanceof kind);
}

/** Returns whether the content is the one that the name speaks of; nothing is left of another. */
async function copyFile(
  { source, storage, onCopied, signal }: AdoptFilesOptions,
  name: StoredName,
  path: string,
  replacing: 'absent' | 'corrupt',
): Promise<boolean> {
  const content = counted(readSourceFile(source, path, signal), onCopied);
  const staged = await storage.stage(content, Infinity);
  try {
    if (staged.sha1 !== partsOf(name).sha1) return false;
    await staged.prepare(name);
    await staged.commit({ replacing });
  } finally {
    await staged.dispose();
  }
  // Files get their times behind the uploads, and only so many wait for that.
  await storage.finished();
  return true;
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onCopied: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk;
    onCopied(chunk.length);
  }
}
