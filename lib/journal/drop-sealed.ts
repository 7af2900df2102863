import { chain } from '../collections/chain.ts';
import { createFingerprintList } from '../collections/fingerprint-list.ts';
import type { DiskReserve } from '../disk/ballast.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { RecordedUploads } from './recorded-uploads.ts';
import { dropSegment, endOf, type Segment } from './segment.ts';
import type { DeletionLog } from './tombstone-log.ts';

/** What segments leave behind when they go, and where. */
export interface DropSealedParts {
  readonly files: FileSystem;
  /** Oldest first; those dropped are taken away from the front. */
  readonly segments: Segment[];
  readonly deletionLog: DeletionLog;
  readonly recorded: RecordedUploads;
  readonly reserve: DiskReserve;
}

/**
 * Drops the segments that end before a position, but for the last one, which is written to. First
 * the deletions in them go to `deletion.log`, and their uploads to `recorded`.
 */
export async function dropSealed(parts: DropSealedParts, position: number): Promise<void> {
  const { files, segments, deletionLog, recorded, reserve } = parts;
  const sealed = segments.slice(0, -1);
  const kept = sealed.findIndex((segment) => endOf(segment) > position);
  const dropped = kept === -1 ? sealed : sealed.slice(0, kept);
  if (dropped.length === 0) return;
  const deleted = chain(dropped.map((segment) => segment.deleted));
  // Only what follows makes room on a disk that the journal itself has filled.
  await reserve.spendIfFull(() => deletionLog.record(deleted));
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
