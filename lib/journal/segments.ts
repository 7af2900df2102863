import { createFingerprintList } from '../collections/fingerprint-list.ts';
import { assert } from '../errors/assert.ts';
import type { Operation, OperationKind } from './journal.ts';
import {
  addRecord,
  countRecords,
  emptySegment,
  endOf,
  type MutableSegment,
  type Segment,
} from './segment.ts';

/**
 * The segments of the journal in memory, oldest first. Their only owner: nobody else adds, changes
 * or removes one. There is always a current segment, which takes the next record; those before it
 * are sealed. Sequence numbers only grow, with a gap only where a file was lost. Nothing here
 * touches the disk: the caller changes the files first, and then notes that here.
 */
export interface Segments {
  /** The sequence number of the oldest record that is kept. */
  firstSequence(): number;
  /** The sequence number of the next record. */
  nextSequence(): number;
  /** The segment that takes the next record. */
  current(): Segment;
  /**
   * The segment with a record that was written; where its file was lost, the next segment behind.
   */
  segmentAt(sequence: number): Segment;
  /** How many records of a kind there are from a sequence number on. */
  countFrom(kind: OperationKind, sequence: number): number;
  /** The sealed segments that end at or before a position. */
  sealedBefore(position: number): readonly Segment[];

  /** Seals the current segment, unless it is empty, and starts the next one. */
  begin(firstSequence: number): void;
  /** Adds a record that is durable in the current segment; returns its sequence number. */
  append(operation: Operation): number;
  /** Counts records of a segment that turned out to be unreadable. */
  noteUnreadable(segment: Segment, records: number): void;
  /** Notes that the uploads of what `sealedBefore` gives for a position are saved. */
  noteUploadsSavedBefore(position: number): void;
  /** Forgets the sealed segments that end at or before a position. */
  dropBefore(position: number): void;
  /** Forgets all records, because their files are gone. Sequence numbers go on. */
  reset(): void;
}

/** Creates the owner of the segments found at the start; without any the journal begins at 1. */
export function createSegments(found: readonly MutableSegment[]): Segments {
  const sealed = found.slice(0, -1);
  let current = found.at(-1) ?? emptySegment(1);

  function sealedBefore(position: number): MutableSegment[] {
    const kept = sealed.findIndex((segment) => endOf(segment) > position);
    return kept === -1 ? sealed.slice() : sealed.slice(0, kept);
  }

  return {
    firstSequence: () => (sealed[0] ?? current).firstSequence,
    nextSequence: () => endOf(current),
    current: () => current,
    segmentAt(sequence) {
      assert(sequence < endOf(current), 'only records that were written are read');
      return sealed.find((segment) => endOf(segment) > sequence) ?? current;
    },
    countFrom: (kind, sequence) =>
      [...sealed, current]
        .map((segment) => countRecords(segment, kind, sequence, endOf(segment)))
        .reduce((sum, count) => sum + count),
    sealedBefore,
    begin(firstSequence) {
      assert(firstSequence === endOf(current), 'a segment begins where the one before it ends');
      // One whose first record failed is begun again, and counts once.
      if (current.count > 0) sealed.push(current);
      current = emptySegment(firstSequence);
    },
    append: ({ op }) => addRecord(current, op === 'DELETE'),
    noteUnreadable(segment, records) {
      // It may have been dropped while it was read.
      const own = [...sealed, current].find((candidate) => candidate === segment);
      if (own !== undefined) own.unreadable += records;
    },
    noteUploadsSavedBefore(position) {
      for (const segment of sealedBefore(position)) segment.uploads = createFingerprintList();
    },
    dropBefore(position) {
      sealed.splice(0, sealedBefore(position).length);
    },
    reset() {
      sealed.length = 0;
      current = emptySegment(endOf(current));
    },
  };
}
