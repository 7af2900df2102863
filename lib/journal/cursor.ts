import { readLines } from '../disk/read-lines.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import { defaultMemoryLimits, type MemoryLimits } from '../limits/memory-limits.ts';
import type { JournalCursor, JournalEntry, OperationKind } from './journal.ts';
import { decodeRecord } from './record.ts';
import { countRecords, endOf, isOfKind, type Segment, segmentPath } from './segment.ts';

/** What a cursor sees of the journal that it reads. */
export interface JournalView {
  readonly files: FileSystem;
  readonly segments: readonly Segment[];
  readonly log: Log;
  /** `defaultMemoryLimits` unless told. */
  readonly memoryLimits?: MemoryLimits | undefined;
  /**
   * The sequence number of the first record that may not be read yet: it is held, or not written.
   */
  highWaterMark(): number;
  /** Called when records of a segment prove to be unreadable. */
  onUnreadable(segment: Segment): void;
}

/**
 * Reads the records of one kind from a position on, for one peer. An unreadable record is passed
 * over. Stretches without a record of that kind are skipped without being read.
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
  /** Where in its segment file the record `at` begins. */
  let filePosition = { firstSequence: 0, at: 0, offset: 0 };

  async function fill(): Promise<boolean> {
    while (taken === buffer.length && sequence < view.highWaterMark()) {
      const segment = segments.find((one) => endOf(one) > sequence) as Segment;
      // What is missing between two segments, or before the first of them, is passed over.
      if (sequence < segment.firstSequence) sequence = segment.firstSequence;
      else await readFrom(segment, Math.min(endOf(segment), view.highWaterMark()));
    }
    return taken < buffer.length;
  }

  /** Takes in a batch at a stroke, so that a read that fails in its middle is simply repeated. */
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
    // A file that was cut off has lost all that is left of it.
    const isCutOff = found < wanted;
    noteUnreadable(segment, (isCutOff ? left : wanted) - batch.length);
    filePosition = { firstSequence, at, offset };
    sequence = isCutOff ? limit : at;
    buffer = batch;
    taken = 0;
  }

  function noteUnreadable(segment: Segment, unreadable: number): void {
    if (unreadable === 0) return;
    segment.unreadable += unreadable;
    view.onUnreadable(segment);
    const { firstSequence } = segment;
    log.error('records of the journal are unreadable', { firstSequence, unreadable });
  }

  return {
    fill,
    next() {
      const entry = buffer[taken];
      if (entry !== undefined) taken += 1;
      return entry;
    },
    position: () => buffer[taken]?.sequence ?? sequence,
    remaining() {
      const unread = segments.map((segment) =>
        countRecords(segment, kind, sequence, endOf(segment)),
      );
      return unread.reduce((sum, count) => sum + count, buffer.length - taken);
    },
  };
}
