import type { JournalCursor, JournalEntry, Log } from './context.ts';
import type { FileSystem } from './file-system.ts';
import { decodeRecord } from './journal-record.ts';
import { type Segment, segmentPath } from './journal-segment.ts';
import { readLines } from './read-lines.ts';

/** Records read ahead at a time. */
const batchRecords = 1000;

/** What a cursor sees of the journal that it reads. */
export interface JournalView {
  readonly files: FileSystem;
  readonly segments: readonly Segment[];
  readonly log: Log;
  /**
   * The sequence number of the first record that may not be read yet: it is held, or not written.
   */
  frontier(): number;
}

/** Reads the journal for one peer, from a position on. An unreadable record is passed over. */
export function createJournalCursor(view: JournalView, position: number): JournalCursor {
  const { files, segments, log } = view;
  let sequence = position;
  let buffer: JournalEntry[] = [];
  let taken = 0;
  /** Where in its segment file the record of `sequence` begins. */
  let place = { firstSequence: 0, offset: 0 };

  async function fill(): Promise<boolean> {
    while (taken === buffer.length && sequence < view.frontier()) {
      const segment = segments.find((one) => endOf(one) > sequence) as Segment;
      // What is missing between two segments, or before the first of them, is passed over.
      if (sequence < segment.firstSequence) sequence = segment.firstSequence;
      else await readFrom(segment);
    }
    return taken < buffer.length;
  }

  /** Takes in a batch at a stroke, so that a read that fails in its middle is simply repeated. */
  async function readFrom(segment: Segment): Promise<void> {
    const { firstSequence } = segment;
    const isKnown = place.firstSequence === firstSequence;
    const end = Math.min(endOf(segment), view.frontier(), sequence + batchRecords);
    const batch: JournalEntry[] = [];
    let unreadable = 0;
    let at = isKnown ? sequence : firstSequence;
    let offset = isKnown ? place.offset : 0;
    for await (const line of readLines(files, segmentPath(firstSequence), offset)) {
      if (at >= sequence) {
        const record = decodeRecord(line.bytes);
        if (record === undefined) unreadable += 1;
        else batch.push({ ...record, sequence: at });
      }
      at += 1;
      offset = line.end;
      if (at >= end) break;
    }
    unreadable += Math.max(end - at, 0);
    if (unreadable > 0) {
      segment.unreadable += unreadable;
      log.error('records of the journal are unreadable', { firstSequence, unreadable });
    }
    place = { firstSequence, offset };
    sequence = end;
    buffer = batch;
    taken = 0;
  }

  return {
    fill,
    take() {
      const entry = buffer[taken];
      if (entry !== undefined) taken += 1;
      return entry;
    },
    position: () => buffer[taken]?.sequence ?? sequence,
    remaining() {
      const unread = segments.map((segment) => {
        return Math.max(endOf(segment) - Math.max(segment.firstSequence, sequence), 0);
      });
      return unread.reduce((sum, count) => sum + count, buffer.length - taken);
    },
  };
}

function endOf({ firstSequence, count }: Segment): number {
  return firstSequence + count;
}
