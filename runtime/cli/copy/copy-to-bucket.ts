import { createBucketTarget } from '../../../lib/maintenance/bucket-target.ts';
import { copyFiles } from '../../../lib/maintenance/copy-files.ts';
import { countStoredFiles } from '../../../lib/maintenance/count-stored-files.ts';
import { createDirectoryOrigin } from '../../../lib/maintenance/directory-origin.ts';
import { onSameDirectory } from '../../../lib/maintenance/on-same-directory.ts';
import { createNewTombstones } from '../../../lib/maintenance/read-tombstones.ts';
import { createNodeFileSystem } from '../../node/file-system.ts';
import { refuseForeign } from '../offline/refuse-foreign.ts';
import type { CopyRun } from './copy-run.ts';
import type { CopySettings } from './copy-settings.ts';
import type { OpenBucket } from './open-bucket.ts';

/**
 * Copies a storage directory to a bucket, deletions first. Throws a `DirectoryVanishedError` where
 * it vanishes meanwhile, and a `UsageError` where it is none.
 */
export async function copyToBucket(
  { storage: path, queue }: Pick<CopySettings, 'storage' | 'queue'>,
  bucket: OpenBucket,
  { report, signal, log }: CopyRun,
): Promise<void> {
  const files = createNodeFileSystem({ root: path, fsync: false });
  report.expect((counting) => countStoredFiles(files, counting));
  const deletions =
    queue === undefined
      ? async () => []
      : createNewTombstones(createNodeFileSystem({ root: queue, fsync: false }), log);
  const work = (): Promise<void> =>
    copyFiles({
      origin: createDirectoryOrigin(files, deletions, { onRead: report.noteBytes, signal }),
      target: createBucketTarget(bucket),
      onFinding: report.note,
      signal,
    });
  await onSameDirectory(files, work);
  if (report.storedFiles() === 0) await refuseForeign(files, `source: "${path}"`);
}
