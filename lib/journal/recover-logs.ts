import type { AppendFile } from '../disk/append-file.ts';
import type { Ballast } from '../disk/ballast.ts';
import { isDiskFull } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';
import { type TombstoneLog, tombstoneLogPath } from '../tombstones/tombstone-log.ts';
import type { ScannedSegment } from './scan-segments.ts';
import { reopenSegmentFile, segmentPath } from './segment-file.ts';
import type { Segments } from './segments.ts';

/** What the recovery of the logs works with. */
export interface RecoverLogsParts {
  readonly files: FileSystem;
  readonly ballast: Ballast;
}

/**
 * Rewrites the last segment without a torn last line, and opens it for appending. Returns
 * `undefined` when there is none, or when the disk is too full: then the file is synced as it is.
 */
export async function recoverLastSegment(
  { files, ballast }: RecoverLogsParts,
  last: ScannedSegment | undefined,
): Promise<AppendFile | undefined> {
  if (last === undefined) return undefined;
  const { firstSequence } = last.segment;
  const active = await unlessDiskFull(ballast, () =>
    reopenSegmentFile(files, firstSequence, last.intactBytes),
  );
  if (active === undefined) await syncFile(files, segmentPath(firstSequence));
  return active;
}

/**
 * Rewrites `deletion.log` with all tombstones, also those of the segments. When the disk is too
 * full for that, the file is synced as it is, and the segments keep their tombstones.
 */
export async function recoverTombstoneLog(
  { files, ballast }: RecoverLogsParts,
  tombstoneLog: TombstoneLog,
  segments: Segments,
): Promise<void> {
  const isRewritten = await unlessDiskFull(ballast, async () => {
    await tombstoneLog.rewrite();
    return true;
  });
  if (isRewritten === undefined) return await syncFile(files, tombstoneLogPath);
  segments.noteTombstonesLogged();
}

/** Does the work, on a full disk again without the ballast; `undefined` when that is too little. */
async function unlessDiskFull<Result>(
  ballast: Ballast,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await ballast.releaseIfFull(work);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    return undefined;
  }
}

async function syncFile(files: FileSystem, path: string): Promise<void> {
  const file = await files.open(path);
  try {
    await file?.sync();
  } finally {
    await file?.close();
  }
}
