import { readLineBatches } from '../disk/read-lines.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { StoredName } from '../names/stored-name.ts';
import { decodeRecord, looksLikeUpload } from './record.ts';
import type { Segment } from './segment.ts';
import { segmentPath } from './segment-file.ts';

type CountedSegment = Pick<Segment, 'firstSequence' | 'count' | 'deletions'>;

/** Reads the names of the deletions that segments had when they were scanned, oldest first. */
export async function* readDeletions(
  files: FileSystem,
  segments: readonly CountedSegment[],
): AsyncGenerator<StoredName> {
  for (const segment of segments) yield* readSegment(files, segment);
}

async function* readSegment(
  files: FileSystem,
  { firstSequence, count, deletions }: CountedSegment,
): AsyncGenerator<StoredName> {
  let left = deletions.count(0, count);
  if (left === 0) return;
  for await (const lines of readLineBatches(files, segmentPath(firstSequence))) {
    for (const { bytes } of lines) {
      const operation = looksLikeUpload(bytes) ? undefined : decodeRecord(bytes);
      if (operation === undefined) continue;
      yield operation.name;
      left -= 1;
      if (left === 0) return;
    }
  }
}
