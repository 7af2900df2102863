import { readLineBatches } from '../disk/read-lines.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import type { TombstoneStore } from '../tombstones/tombstone-store.ts';
import { decodeRecord, looksLikeUpload, uploadedName } from './record.ts';
import type { RecordedUploads } from './recorded-uploads.ts';
import { addRecord, emptySegment, type MutableSegment } from './segment.ts';
import { listSegmentFiles, segmentPath } from './segment-file.ts';

/** What the scan at the start reads, and what it fills. */
export interface ScanSegmentsParts {
  readonly files: FileSystem;
  readonly log: Log;
  /** Learns the names of the uploads. */
  readonly recorded: Pick<RecordedUploads, 'add'>;
  /** Learn the deletions that are not in `deletion.log`. */
  readonly tombstones: Pick<TombstoneStore, 'add'>;
}

/** A segment as the scan found it. */
export interface ScannedSegment {
  readonly segment: MutableSegment;
  /** The size of the file without a torn last line. */
  readonly intactBytes: number;
}

/**
 * Reads all segment files, oldest first, and logs which have unreadable records. `deletion.log` has
 * the deletions of all records before the sequence number `loggedBefore`.
 */
export async function scanSegments(
  parts: ScanSegmentsParts,
  loggedBefore: number,
): Promise<readonly ScannedSegment[]> {
  const firsts = await listSegmentFiles(parts.files);
  const scanned: ScannedSegment[] = [];
  for (const [index, firstSequence] of firsts.entries()) {
    const nextSequence = firsts[index + 1] ?? Infinity;
    const found = await scanSegment(parts, { firstSequence, nextSequence, loggedBefore });
    const { unreadable } = found.segment;
    if (unreadable > 0) {
      parts.log.error('journal records are unreadable', { firstSequence, unreadable });
    }
    scanned.push(found);
  }
  return scanned;
}

/** Where a segment begins and ends, and where what is not logged begins. */
interface ScanBounds {
  readonly firstSequence: number;
  readonly nextSequence: number;
  readonly loggedBefore: number;
}

/**
 * Reads one segment file. Deletions are decoded; of an upload only the name is read, because a
 * start may see millions of them. The segment ends where the next one begins: a record behind that
 * was never acknowledged, because the next segment was begun to write it again.
 */
async function scanSegment(
  { files, recorded, tombstones }: ScanSegmentsParts,
  { firstSequence, nextSequence, loggedBefore }: ScanBounds,
): Promise<ScannedSegment> {
  const segment = emptySegment(firstSequence);
  let intactBytes = 0;
  for await (const lines of readLineBatches(files, segmentPath(firstSequence))) {
    for (const line of lines) {
      const isPastEnd = firstSequence + segment.count >= nextSequence;
      if (!line.complete || isPastEnd) return { segment, intactBytes };
      intactBytes = line.end;
      const isUpload = looksLikeUpload(line.bytes);
      const name = isUpload ? uploadedName(line.bytes) : undefined;
      if (name !== undefined) recorded.add(name, segment.uploads);
      const operation = isUpload ? undefined : decodeRecord(line.bytes);
      if (!isUpload && operation === undefined) segment.unreadable += 1;
      const sequence = addRecord(segment, operation !== undefined);
      if (operation !== undefined && sequence >= loggedBefore) tombstones.add(operation.name);
    }
  }
  return { segment, intactBytes };
}
