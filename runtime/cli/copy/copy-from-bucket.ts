import { createBucketOrigin } from '../../../lib/maintenance/bucket-origin.ts';
import { copyFiles } from '../../../lib/maintenance/copy-files.ts';
import { createDirectoryTarget } from '../../../lib/maintenance/directory-target.ts';
import { listObjects } from '../../../lib/objects/list-objects.ts';
import { createNodeFileSystem } from '../../node/file-system.ts';
import type { NodeAdoption } from '../../node/open-adoption.ts';
import type { CopyRun } from './copy-run.ts';
import type { CopySettings } from './copy-settings.ts';
import type { OpenBucket } from './open-bucket.ts';

/** Copies a bucket to the directory of a node that does not run, deletions first. */
export async function copyFromBucket(
  { queue: root, fsync }: Pick<CopySettings, 'queue' | 'fsync'>,
  { store, storage }: OpenBucket,
  adoption: NodeAdoption,
  { report, signal }: Pick<CopyRun, 'report' | 'signal'>,
): Promise<void> {
  report.expect((counting) => countObjects(store, counting));
  const queue = root === undefined ? root : createNodeFileSystem({ root, fsync, isPrivate: true });
  const { target, close } = createDirectoryTarget({ ...adoption, queue });
  try {
    await copyFiles({
      origin: createBucketOrigin(store, storage, { onRead: report.noteBytes, signal }),
      target,
      onFinding: report.note,
      signal,
    });
  } finally {
    await close();
  }
}

async function countObjects(store: OpenBucket['store'], signal: AbortSignal): Promise<number> {
  let count = 0;
  for await (const { isDeleted } of listObjects(store)) {
    if (signal.aborted) break;
    if (!isDeleted) count += 1;
  }
  return count;
}
