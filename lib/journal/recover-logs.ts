import type { AppendFile } from '../disk/append-file.ts';
import type { Ballast } from '../disk/ballast.ts';
import { syncFile, unlessDiskFull } from '../disk/unless-disk-full.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { TombstoneStore } from '../tombstones/tombstone-store.ts';
import { type ScannedSegment, type ScanSegmentsParts, scanSegments } from './scan-segments.ts';
import { emptySegment, endOf } from './segment.ts';
import { reopenSegmentFile, segmentPath } from './segment-file.ts';
import type { Segments } from './segments.ts';

/** What the recovery of the logs works with. */
export interface RecoverLogsParts {
  readonly files: FileSystem;
  readonly ballast: Ballast;
}

/** The same as for any scan, and the tombstones that know what is in `deletion.log`. */
export interface ScanUnloggedParts extends ScanSegmentsParts {
  readonly tombstones: Pick<TombstoneStore, 'sequence' | 'forgetSequence' | 'add'>;
}

/**
 * Reads all segment files, and adds the deletions that are not in `deletion.log` to the tombstones.
 * Where the index of the log says that the log has the deletions of more records than there are,
 * the index is of another journal: somebody removed or restored segments. Then it is made again,
 * and all deletions of the segments count as not logged.
 */
export async function scanUnlogged(parts: ScanUnloggedParts): Promise<readonly ScannedSegment[]> {
  const { tombstones } = parts;
  const loggedBefore = tombstones.sequence();
  const scanned = await scanSegments(parts, loggedBefore);
  const last = scanned.at(-1)?.segment ?? emptySegment(1);
  if (loggedBefore <= endOf(last)) return scanned;
  await tombstones.forgetSequence();
  return await scanSegments(parts, 0);
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
 * Logs the tombstones of the segments that are not in `deletion.log` yet. When the disk is too full
 * for that, the segments keep them.
 */
export async function recoverTombstones(
  ballast: Ballast,
  tombstones: TombstoneStore,
  segments: Segments,
): Promise<void> {
  await unlessDiskFull(ballast, () => tombstones.record(segments.nextSequence()));
}
