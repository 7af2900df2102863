import type { Ballast } from '../disk/ballast.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { TombstoneStore } from '../tombstones/tombstone-store.ts';
import type { RecordedUploads } from './recorded-uploads.ts';
import { endOf } from './segment.ts';
import { removeSegmentFile } from './segment-file.ts';
import type { Segments } from './segments.ts';

/** What dropping segments works with. */
export interface DropSegmentsParts {
  readonly files: FileSystem;
  readonly segments: Segments;
  readonly tombstones: TombstoneStore;
  readonly recorded: RecordedUploads;
  readonly ballast: Ballast;
}

/**
 * Compacts the journal: removes the sealed segments that end at or before a position. What must
 * outlive them is saved first: their tombstones in `deletion.log`, their uploads in `recorded`. If
 * a file can't be removed, the rest is kept for the next attempt, which saves nothing twice.
 */
export async function dropSegments(parts: DropSegmentsParts, position: number): Promise<void> {
  const { files, segments, recorded } = parts;
  const dropped = segments.sealedBefore(position);
  if (dropped.length === 0) return;
  await logTombstones(parts);
  await recorded.keep(dropped.map(({ uploads }) => uploads));
  segments.noteUploadsSavedBefore(position);
  for (const segment of dropped) {
    await removeSegmentFile(files, segment);
    segments.dropBefore(endOf(segment));
  }
}

/**
 * Logs the deletions in all segments, so that memory has the names of those in the current segment
 * only. The journal itself may have filled the disk; then only dropping segments frees space.
 */
export async function logTombstones({
  segments,
  tombstones,
  ballast,
}: Pick<DropSegmentsParts, 'segments' | 'tombstones' | 'ballast'>): Promise<void> {
  await ballast.releaseIfFull(() => tombstones.record(segments.nextSequence()));
}
