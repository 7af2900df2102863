import { inBatches } from '../../../lib/concurrency/batches.ts';
import { copyFiles } from '../../../lib/maintenance/copy-files.ts';
import { countStoredFiles } from '../../../lib/maintenance/count-stored-files.ts';
import { createDirectoryOrigin } from '../../../lib/maintenance/directory-origin.ts';
import { onSameDirectory } from '../../../lib/maintenance/on-same-directory.ts';
import { readTombstones } from '../../../lib/maintenance/read-tombstones.ts';
import type { StoredName } from '../../../lib/names/stored-name.ts';
import { createNodeFileSystem } from '../../node/file-system.ts';
import { refuseForeign } from '../offline/refuse-foreign.ts';
import type { CopyRun } from './copy-run.ts';
import type { CopySettings } from './copy-settings.ts';
import type { OpenBucket } from './open-bucket.ts';

/** Deletions are small requests, which wait for the store most of the time. */
const marksAtOnce = 16;

/**
 * Copies a storage directory to a bucket, deletions first. Throws a `DirectoryVanishedError` where
 * it vanishes meanwhile, and a `UsageError` where it is none.
 */
export async function copyToBucket(
  { storage: path, queue }: Pick<CopySettings, 'storage' | 'queue'>,
  { storage, journal }: OpenBucket,
  { report, signal, log }: CopyRun,
): Promise<void> {
  const files = createNodeFileSystem({ root: path, fsync: false });
  report.expect((counting) => countStoredFiles(files, counting));

  async function* deletions(): AsyncGenerator<StoredName> {
    if (queue === undefined) return;
    const queueFiles = createNodeFileSystem({ root: queue, fsync: false, isPrivate: true });
    yield* (await readTombstones(queueFiles, log)).names();
  }

  async function mark(name: StoredName): Promise<void> {
    const record = await journal.append({ op: 'DELETE', name, seconds: 0 });
    record.publish();
    await storage.remove(name);
  }

  const work = (): Promise<void> =>
    copyFiles({
      origin: createDirectoryOrigin(files, deletions, { onRead: report.noteBytes, signal }),
      target: {
        storage,
        stage: storage.stageContent,
        tombstones: journal.tombstones,
        recordDeletions: (names) => inBatches(names, marksAtOnce, mark),
      },
      onFinding: report.note,
      signal,
    });
  await onSameDirectory(files, work);
  if (report.storedFiles() === 0) await refuseForeign(files, `source: "${path}"`);
}
