import { readLines } from '../disk/read-lines.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import { defaultMemoryLimits, type MemoryLimits } from '../limits/memory-limits.ts';
import type { JournalCursor, JournalEntry, OperationKind } from './journal.ts';
import { decodeRecord } from './record.ts';
import { countRecords, endOf, isOfKind, type Segment } from './segment.ts';
import { segmentPath } from './segment-file.ts';
import type { Segments } from './segments.ts';

/** What a cursor sees of the journal that it reads. */
export interface JournalView {
  readonly files: FileSystem;
  readonly segments: Segments;
  readonly log: Log;
  /** `defaultMemoryLimits` if absent. */
  readonly memoryLimits?: MemoryLimits | undefined;
  /** The sequence number of the first record that may not be read yet. */
  highWaterMark(): number;
  /** Called when records of a segment turn out to be unreadable. */
  onUnreadable(segment: Segment): void;
}

/**
 * Creates a cursor over the records of one kind, from a position on, for one peer. It skips
 * unreadable records. Stretches without a record of the kind are skipped without being read.
 */
export function createJournalCursor(
  view: JournalView,
  kind: OperationKind,
  position: number,
): JournalCursor {
  const { files, segments, log, memoryLimits = defaultMemoryLimits } = view;
  let sequence = position;
  let buffer: JournalEntry[] = [];
  let taken = 0;
  /** The byte offset in its segment file at which the record `at` begins. */
  let filePosition = { firstSequence: 0, at: 0, offset: 0 };

  async function fill(): Promise<boolean> {
    while (taken === buffer.length && sequence < view.highWaterMark()) {
      const segment = segments.segmentAt(sequence);
      // Records before or between segments are missing because their files were lost.
      if (sequence < segment.firstSequence) sequence = segment.firstSequence;
      else await readFrom(segment, Math.min(endOf(segment), view.highWaterMark()));
    }
    return taken < buffer.length;
  }

  /** Reads one batch, and changes nothing before it is complete: a failed read is just repeated. */
  async function readFrom(segment: Segment, limit: number): Promise<void> {
    const left = countRecords(segment, kind, sequence, limit);
    const wanted = Math.min(left, memoryLimits.batchRecords);
    if (wanted === 0) {
      sequence = limit;
      return;
    }
    const { firstSequence } = segment;
    let { at, offset } =
      filePosition.firstSequence === firstSequence
        ? filePosition
        : { at: firstSequence, offset: 0 };
    const batch: JournalEntry[] = [];
    let found = 0;
    for await (const line of readLines(files, segmentPath(firstSequence), offset)) {
      if (at >= sequence && isOfKind(segment, kind, at)) {
        found += 1;
        const record = decodeRecord(line.bytes);
        if (record !== undefined) batch.push({ ...record, sequence: at });
      }
      at += 1;
      offset = line.end;
      if (found === wanted) break;
    }
    // The file was cut short, so the rest of its records are lost.
    const isCutShort = found < wanted;
    noteUnreadable(segment, (isCutShort ? left : wanted) - batch.length);
    filePosition = { firstSequence, at, offset };
    sequence = isCutShort ? limit : at;
    buffer = batch;
    taken = 0;
  }

  function noteUnreadable(segment: Segment, unreadable: number): void {
    if (unreadable === 0) return;
    segments.noteUnreadable(segment, unreadable);
    view.onUnreadable(segment);
    const { firstSequence } = segment;
    log.error('journal records are unreadable', { firstSequence, unreadable });
  }

  return {
    fill,
    next() {
      const entry = buffer[taken];
      if (entry !== undefined) taken += 1;
      return entry;
    },
    position: () => buffer[taken]?.sequence ?? sequence,
    remaining: () => segments.countFrom(kind, sequence) + buffer.length - taken,
  };
}
