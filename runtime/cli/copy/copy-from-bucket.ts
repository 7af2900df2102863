import { createBucketOrigin } from '../../../lib/maintenance/bucket-origin.ts';
import { copyFiles } from '../../../lib/maintenance/copy-files.ts';
import { openDeletionRecorder } from '../../../lib/maintenance/record-deletions.ts';
import type { StoredName } from '../../../lib/names/stored-name.ts';
import { listObjects } from '../../../lib/objects/list-objects.ts';
import { createNodeFileSystem } from '../../node/file-system.ts';
import type { NodeAdoption } from '../../node/open-adoption.ts';
import type { CopyRun } from './copy-run.ts';
import type { CopySettings } from './copy-settings.ts';
import type { OpenBucket } from './open-bucket.ts';

/**
 * Copies a bucket to the directory of a node that does not run, deletions first; without a queue
 * directory there is no place for those.
 */
export async function copyFromBucket(
  { queue, fsync }: Pick<CopySettings, 'queue' | 'fsync'>,
  { store, storage: objects }: OpenBucket,
  { storage, tombstones }: NodeAdoption,
  { report, signal }: Pick<CopyRun, 'report' | 'signal'>,
): Promise<void> {
  report.expect((counting) => countObjects(store, counting));
  const recorder =
    queue === undefined
      ? undefined
      : await openDeletionRecorder(createNodeFileSystem({ root: queue, fsync, isPrivate: true }));
  const origin = createBucketOrigin(store, objects, { onRead: report.noteBytes, signal });
  try {
    await copyFiles({
      origin: recorder === undefined ? { ...origin, deletions: nothing } : origin,
      target: {
        storage,
        stage: (source, isText) => storage.stage(source.read(), Infinity, isText),
        tombstones,
        recordDeletions: async (names) => await recorder?.record(names),
      },
      onFinding: report.note,
      signal,
    });
  } finally {
    await recorder?.close();
  }
}

async function* nothing(): AsyncGenerator<StoredName> {}

async function countObjects(store: OpenBucket['store'], signal: AbortSignal): Promise<number> {
  let count = 0;
  for await (const { isDeleted } of listObjects(store)) {
    if (signal.aborted) break;
    if (!isDeleted) count += 1;
  }
  return count;
}
