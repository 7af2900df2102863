import { inParallel } from '../concurrency/in-parallel.ts';
import { createKeyedMutex } from '../concurrency/keyed-mutex.ts';
import { walkStoredFiles } from '../layout/walk-stored-files.ts';
import type { StoredName } from '../names/stored-name.ts';
import { type AdoptFileParts, adoptFile } from './adopt-file.ts';
import type { Finding } from './finding.ts';
import type { AdoptedKind } from './finding-kinds.ts';
import { isStorageTop } from './is-storage-top.ts';
import { onSameDirectory } from './on-same-directory.ts';

/** Each waits for syncs most of the time, and those of one directory share them. */
const filesAtOnce = 8;
/** Files get their times behind all else. A storage lets only so many wait for that. */
const filesPerPause = 1000;

export interface AdoptFilesOptions extends AdoptFileParts {
  readonly onFinding: (finding: Finding<AdoptedKind>) => void;
}

/**
 * Copies the stored files in a directory into a storage that nobody else uses. Each is proven by
 * its name, and durable once it counts. Its name is its path below the source, or below the top of
 * another storage in it. Rejects where the storage fails or is full, with a
 * `DirectoryVanishedError` where the source vanishes, and with the signal's reason once that has
 * aborted. What was adopted before stays, and nothing is left of any other file.
 */
export async function adoptFiles(options: AdoptFilesOptions): Promise<void> {
  const { source, storage, onFinding, signal } = options;
  const names = createKeyedMutex<StoredName>();
  const entries = walkStoredFiles(source, {
    isStorage: (path) => isStorageTop(source, path),
  });
  let files = 0;
  await onSameDirectory(source, () =>
    inParallel(entries, filesAtOnce, async (entry) => {
      signal.throwIfAborted();
      if (entry.kind !== 'stored') return onFinding(entry);
      const { name, path } = entry;
      // An old version may have left a file under two spellings.
      const outcome = await names.withLock(name, () => adoptFile(options, name, path));
      onFinding({ path, ...outcome });
      files += 1;
      if (files % filesPerPause === 0) await storage.finished();
    }),
  );
  await storage.finished();
}
