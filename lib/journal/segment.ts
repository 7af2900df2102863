import { type BitList, createBitList } from '../collections/bit-list.ts';
import { createFingerprintList, type FingerprintList } from '../collections/fingerprint-list.ts';
import type { OperationKind } from './journal.ts';

/** What memory holds of one segment file. Only `segments.ts` changes it once the node runs. */
export interface Segment {
  /** The sequence number of its first record, after which the file is named. */
  readonly firstSequence: number;
  /** How many records it has. Unreadable ones count: each has a sequence number. */
  readonly count: number;
  /**
   * Which records are deletions, so that the pending ones of either kind are counted without
   * reading the file. A record that was unreadable at the start counts as an upload.
   */
  readonly deletions: Pick<BitList, 'has' | 'count'>;
  /** Uploads that are in no other file; they go to `recorded` before it is dropped. */
  readonly uploads: FingerprintList;
  /** Unreadable records found so far. With any, the file is renamed instead of removed. */
  readonly unreadable: number;
}

/** A segment in the hands of its owner: `segments.ts`, or the scan at the start. */
export interface MutableSegment extends Segment {
  count: number;
  readonly deletions: BitList;
  uploads: FingerprintList;
  unreadable: number;
}

/** Creates a segment without records. */
export function emptySegment(firstSequence: number): MutableSegment {
  return {
    firstSequence,
    count: 0,
    deletions: createBitList(),
    uploads: createFingerprintList(),
    unreadable: 0,
  };
}

/** Counts one more record; returns its sequence number. */
export function addRecord(segment: MutableSegment, isDeletion: boolean): number {
  const sequence = endOf(segment);
  segment.count += 1;
  segment.deletions.push(isDeletion);
  return sequence;
}

/** The sequence number behind the last record of a segment. */
export function endOf({ firstSequence, count }: Segment): number {
  return firstSequence + count;
}

/** Whether the record with a sequence number is of a kind. */
export function isOfKind(
  { firstSequence, deletions }: Segment,
  kind: OperationKind,
  sequence: number,
): boolean {
  return deletions.has(sequence - firstSequence) === (kind === 'DELETE');
}

/** Counts the records of a kind from one sequence number up to another, which is excluded. */
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
