import { type BitList, createBitList } from '../collections/bit-list.ts';
import { createFingerprintList, type FingerprintList } from '../collections/fingerprint-list.ts';
import { type AppendFile, replaceAppendFile } from '../disk/append-file.ts';
import { readLineBatches } from '../disk/read-lines.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { Operation, OperationKind } from './journal.ts';
import { decodeRecord, looksLikeUpload } from './record.ts';

const directory = 'journal';
const digits = 16;
const pieceBytes = 1024 * 1024;

/**
 * What one segment file of the journal holds. The file is named after its first sequence number.
 */
export interface Segment {
  readonly firstSequence: number;
  /** How many records, unreadable ones included: each has a sequence number. */
  count: number;
  /**
   * Which of them are deletions; what could not be read at the start counts as an upload. So it is
   * known what is left of either kind without reading.
   */
  readonly deletions: BitList;
  /**
   * Names whose deletion only this segment records; they go to `deletion.log` before the segment
   * goes.
   */
  deleted: StoredName[];
  /** The names whose upload it records, until `recorded` has them. */
  uploads: FingerprintList;
  /** How many lines could not be read so far: such a segment is kept aside instead of removed. */
  unreadable: number;
}

/** A segment as found at start, with the length of its whole lines. */
export interface FoundSegment extends Segment {
  readonly wholeBytes: number;
}

export function segmentPath(firstSequence: number): string {
  return `${directory}/${String(firstSequence).padStart(digits, '0')}.log`;
}

/** Makes the journal's directory, and the queue's own, where they are missing. */
export async function makeJournalDirectory(files: FileSystem): Promise<void> {
  await files.makeDirectory('');
  await files.makeDirectory(directory);
  await files.syncDirectory('');
}

/** The first sequence numbers of the segments on disk, in order. */
export async function listSegments(files: FileSystem): Promise<number[]> {
  const names = await files.list(directory);
  return names
    .filter((name) => /^\d{16}\.log$/u.test(name))
    .map((name) => Number.parseInt(name, 10));
}

/**
 * Reads a segment for its deletions, and gives the lines of its uploads. Its records end where the
 * next segment begins: what follows was not acknowledged, because the next segment was begun to
 * write it anew.
 */
export async function readSegment(
  files: FileSystem,
  firstSequence: number,
  nextSequence: number,
  onUpload: (line: Uint8Array, uploads: FingerprintList) => void,
): Promise<FoundSegment> {
  const found = { ...emptySegment(firstSequence), wholeBytes: 0 };
  for await (const lines of readLineBatches(files, segmentPath(firstSequence))) {
    for (const line of lines) {
      if (!line.complete || firstSequence + found.count >= nextSequence) return found;
      found.wholeBytes = line.end;
      const isUpload = looksLikeUpload(line.bytes);
      const operation = isUpload ? undefined : decodeRecord(line.bytes);
      if (isUpload) onUpload(line.bytes, found.uploads);
      else if (operation === undefined) found.unreadable += 1;
      addRecord(found, operation);
    }
  }
  return found;
}

/** Counts a record that follows the others, and notes what it deletes, if it is a deletion. */
export function addRecord(segment: Segment, deletion: Operation | undefined): void {
  segment.count += 1;
  segment.deletions.push(deletion !== undefined);
  if (deletion !== undefined) segment.deleted.push(deletion.name);
}

/** The sequence number behind the last record of a segment. */
export function endOf({ firstSequence, count }: Segment): number {
  return firstSequence + count;
}

/** Whether a record of a segment is of a kind. */
export function isOfKind(
  { firstSequence, deletions }: Segment,
  kind: OperationKind,
  sequence: number,
): boolean {
  return deletions.has(sequence - firstSequence) === (kind === 'DELETE');
}

/** How many records of a kind a segment has from one sequence number up to another. */
export function countRecords(
  { firstSequence, deletions }: Segment,
  kind: OperationKind,
  from: number,
  to: number,
): number {
  const first = Math.max(from - firstSequence, 0);
  const end = Math.max(to - firstSequence, first);
  const deleted = deletions.count(first, end);
  return kind === 'DELETE' ? deleted : end - first - deleted;
}

/**
 * Whether a segment stands where a restart would look for it. One without records may have no file
 * yet: then the directory is enough.
 */
export async function isSegmentInPlace(
  files: FileSystem,
  segment: Segment | undefined,
): Promise<boolean> {
  const hasFile = segment !== undefined && segment.count > 0;
  const path = hasFile ? segmentPath(segment.firstSequence) : directory;
  return (await files.stat(path)) !== undefined;
}

/** The sequence number of the record that comes next. */
export function nextSequence(segments: readonly Segment[]): number {
  const last = segments.at(-1);
  return last === undefined ? 1 : endOf(last);
}

/** A segment without records. */
export function emptySegment(firstSequence: number): Segment {
  return {
    firstSequence,
    count: 0,
    deletions: createBitList(),
    deleted: [],
    uploads: createFingerprintList(),
    unreadable: 0,
  };
}

/** Begins a segment. */
export function createSegment(files: FileSystem, firstSequence: number): Promise<AppendFile> {
  return replaceAppendFile(files, segmentPath(firstSequence), []);
}

/** Writes the last segment anew without its torn tail, and opens it for more. */
export function reopenSegment(files: FileSystem, found: FoundSegment): Promise<AppendFile> {
  const path = segmentPath(found.firstSequence);
  return replaceAppendFile(files, path, readPieces(files, path, found.wholeBytes));
}

/** A segment that could not be ended for long may be larger than what memory takes at once. */
async function* readPieces(
  files: FileSystem,
  path: string,
  sizeBytes: number,
): AsyncGenerator<Uint8Array> {
  const file = await files.open(path);
  if (file === undefined)
    throw new Error(`The journal segment ${path} went away during the start.`);
  try {
    for (let position = 0; position < sizeBytes; position += pieceBytes) {
      yield await file.read(position, Math.min(pieceBytes, sizeBytes - position));
    }
  } finally {
    await file.close();
  }
}

/**
 * Removes a segment that nobody needs; one with unreadable lines stays, under a name that is not
 * read.
 */
export async function dropSegment(files: FileSystem, segment: Segment): Promise<void> {
  const path = segmentPath(segment.firstSequence);
  if (segment.unreadable > 0) await files.rename(path, `${path}.bad`);
  else await files.remove(path);
}
