import { inBatches } from '../../../lib/concurrency/batches.ts';
import type { Log } from '../../../lib/host/log.ts';
import { createBucketOrigin } from '../../../lib/maintenance/bucket-origin.ts';
import { type CopyFilesOptions, copyFiles } from '../../../lib/maintenance/copy-files.ts';
import { countStoredFiles } from '../../../lib/maintenance/count-stored-files.ts';
import { createDirectoryOrigin } from '../../../lib/maintenance/directory-origin.ts';
import type { CopiedKind } from '../../../lib/maintenance/finding-kinds.ts';
import { readTombstones } from '../../../lib/maintenance/read-tombstones.ts';
import { openDeletionRecorder } from '../../../lib/maintenance/record-deletions.ts';
import type { StoredName } from '../../../lib/names/stored-name.ts';
import { listObjects } from '../../../lib/objects/list-objects.ts';
import { createNodeFileSystem } from '../../node/file-system.ts';
import type { NodeAdoption } from '../../node/open-adoption.ts';
import type { FileReport } from './file-report.ts';
import type { OpenBucket } from './open-bucket.ts';

/** Deletions are small requests, which wait for the store most of the time. */
const marksAtOnce = 16;

/** A directory, and the queue directory that knows what was deleted there. */
export interface CopyDirectory {
  readonly path: string;
  readonly queue: string | undefined;
}

/** Where the deletions of a bucket are recorded, if anywhere, and whether what is written is synced. */
export interface CopiedDirectory {
  readonly queue: string | undefined;
  readonly fsync: boolean;
}

/** Copies a directory to a bucket, deletions first. */
export async function copyToBucket(
  { path, queue }: CopyDirectory,
  { storage, journal }: OpenBucket,
  report: FileReport<CopiedKind>,
  signal: AbortSignal,
  log: Log,
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

  const reading = { onRead: report.noteBytes, signal };
  const target = {
    storage,
    tombstones: journal.tombstones,
    recordDeletions: (names: readonly StoredName[]) => inBatches(names, marksAtOnce, mark),
  };
  const origin = createDirectoryOrigin(files, deletions, reading);
  await copyFiles({ origin, target, onFinding: report.note, signal });
}

/** Copies a bucket to the directory of a node that does not run. */
export async function copyFromBucket(
  { store, storage: objects }: OpenBucket,
  { storage, tombstones }: NodeAdoption,
  { queue, fsync }: CopiedDirectory,
  report: FileReport<CopiedKind>,
  signal: AbortSignal,
): Promise<void> {
  report.expect((counting) => countObjects({ store }, counting));
  const recorder =
    queue === undefined
      ? undefined
      : await openDeletionRecorder(createNodeFileSystem({ root: queue, fsync, isPrivate: true }));
  const bucket = createBucketOrigin(store, objects, { onRead: report.noteBytes, signal });
  // Without a queue directory there is no place for them.
  const origin = recorder === undefined ? { ...bucket, deletions: nothing } : bucket;
  const options: CopyFilesOptions = {
    origin,
    target: {
      storage,
      tombstones,
      recordDeletions: async (names) => await recorder?.record(names),
    },
    onFinding: report.note,
    signal,
  };
  try {
    await copyFiles(options);
  } finally {
    await recorder?.close();
  }
}

async function* nothing(): AsyncGenerator<StoredName> {}

async function countObjects(
  { store }: Pick<OpenBucket, 'store'>,
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  for await (const { isDeleted } of listObjects(store)) {
    if (signal.aborted) break;
    if (!isDeleted) count += 1;
  }
  return count;
}
