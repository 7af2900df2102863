import { chain } from '../collections/chain.ts';
import type { Ballast } from '../disk/ballast.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { TombstoneLog } from '../tombstones/tombstone-log.ts';
import type { RecordedUploads } from './recorded-uploads.ts';
import { endOf } from './segment.ts';
import { removeSegmentFile } from './segment-file.ts';
import type { Segments } from './segments.ts';

/** What dropping segments works with. */
export interface DropSegmentsParts {
  readonly files: FileSystem;
  readonly segments: Segments;
  readonly tombstoneLog: TombstoneLog;
  readonly recorded: RecordedUploads;
  readonly ballast: Ballast;
}

/**
 * Compacts the journal: removes the sealed segments that end at or before a position. What must
 * outlive them is saved first: their tombstones in `deletion.log`, their uploads in `recorded`. If
 * a file can't be removed, the rest is kept for the next attempt, which saves nothing twice.
 */
export async function dropSegments(parts: DropSegmentsParts, position: number): Promise<void> {
  const { files, segments, tombstoneLog, recorded, ballast } = parts;
  const dropped = segments.sealedBefore(position);
  if (dropped.length === 0) return;
  const tombstones = chain(dropped.map(({ deleted }) => deleted));
  // The journal itself may have filled the disk; then only dropping segments frees space.
  await ballast.releaseIfFull(() => tombstoneLog.record(tombstones));
  await recorded.keep(dropped.map(({ uploads }) => uploads));
  segments.noteSavedBefore(position);
  for (const segment of dropped) {
    await removeSegmentFile(files, segment);
    segments.dropBefore(endOf(segment));
  }
}
