import { chain } from '../collections/chain.ts';
import { createFingerprintList } from '../collections/fingerprint-list.ts';
import type { Ballast } from '../disk/ballast.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { RecordedUploads } from './recorded-uploads.ts';
import { dropSegment, endOf, type Segment } from './segment.ts';
import type { TombstoneLog } from './tombstone-log.ts';

/** What segments leave behind when they go, and where. */
export interface DropSegmentsParts {
  readonly files: FileSystem;
  /** Oldest first; those dropped are taken away from the front. */
  readonly segments: Segment[];
  readonly tombstoneLog: TombstoneLog;
  readonly recorded: RecordedUploads;
  readonly ballast: Ballast;
}

/**
 * Drops the segments that end before a position, but for the last one, which is written to. First
 * the deletions in them go to `deletion.log`, and their uploads to `recorded`.
 */
export async function dropSegments(parts: DropSegmentsParts, position: number): Promise<void> {
  const { files, segments, tombstoneLog, recorded, ballast } = parts;
  const sealed = segments.slice(0, -1);
  const kept = sealed.findIndex((segment) => endOf(segment) > position);
  const dropped = kept === -1 ? sealed : sealed.slice(0, kept);
  if (dropped.length === 0) return;
  const deleted = chain(dropped.map((segment) => segment.deleted));
  // Only what follows makes room on a disk that the journal itself has filled.
  await ballast.releaseIfFull(() => tombstoneLog.record(deleted));
  await recorded.keep(dropped.map(({ uploads }) => uploads));
  for (const segment of dropped) forgetWritten(segment);
  for (const segment of dropped) {
    await dropSegment(files, segment);
    segments.shift();
  }
}

/** A segment that can't be removed now must not have its names written at every try. */
function forgetWritten(segment: Segment): void {
  segment.deleted = [];
  segment.uploads = createFingerprintList();
}
