import { expect, it } from 'vitest';
import { fingerprintOf } from '../../../../lib/collections/fingerprint.ts';
import { addRecord, emptySegment, type MutableSegment } from '../../../../lib/journal/segment.ts';
import { createSegments, type Segments } from '../../../../lib/journal/segments.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { bytesOf } from '../../../support/disk/small-files.ts';

const upload = (word: string) => ({ op: 'PUT', name: nameOf(word, 'x'), seconds: 7 }) as const;
const deletion = (word: string) => ({ op: 'DELETE', name: nameOf(word, 'x'), seconds: 7 }) as const;

/** A segment as a start finds it, with so many uploads. */
function scanned(firstSequence: number, records: number): MutableSegment {
  const segment = emptySegment(firstSequence);
  for (let count = 0; count < records; count += 1) addRecord(segment, false);
  return segment;
}

/** Segments of three records each, which begin at 1, 4 and 7. */
function threeSegments(): Segments {
  return createSegments([scanned(1, 3), scanned(4, 3), scanned(7, 3)]);
}

const firstsBefore = (segments: Segments, position: number): readonly number[] =>
  segments.sealedBefore(position).map(({ firstSequence }) => firstSequence);

it('a new journal has one empty segment that begins at 1', () => {
  const segments = createSegments([]);
  expect([segments.firstSequence(), segments.nextSequence()]).toEqual([1, 1]);
  expect(segments.current().count).toBe(0);
});

it('a record gets the next sequence number, also in the next segment', () => {
  const segments = createSegments([]);
  expect([segments.append(upload('a')), segments.append(deletion('b'))]).toEqual([1, 2]);
  segments.begin(3);
  expect(segments.append(upload('c'))).toBe(3);
  expect([segments.firstSequence(), segments.nextSequence()]).toEqual([1, 4]);
  expect(segments.countFrom('PUT', 1)).toBe(2);
  expect(segments.countFrom('DELETE', 1)).toBe(1);
  expect(segments.countFrom('DELETE', 3)).toBe(0);
});

it('an empty segment that is begun again counts once', () => {
  const segments = createSegments([scanned(1, 3)]);
  segments.begin(4);
  segments.begin(4);
  segments.append(upload('a'));
  expect(firstsBefore(segments, Infinity)).toEqual([1]);
});

it('a segment can only begin where the one before it ends', () => {
  expect(() => createSegments([scanned(1, 3)]).begin(5)).toThrow('where the one before it ends');
});

it('a sequence number is found in its segment, or else in the one behind the gap', () => {
  const segments = createSegments([scanned(4, 3), scanned(10, 3)]);
  const found = [1, 4, 6, 7, 9, 10, 12].map((at) => segments.segmentAt(at).firstSequence);
  expect(found).toEqual([4, 4, 4, 10, 10, 10, 10]);
});

it('a record that was not written is in no segment', () => {
  expect(() => threeSegments().segmentAt(10)).toThrow('only records that were written are read');
});

it.each([
  [3, []],
  [4, [1]],
  [6, [1]],
  [7, [1, 4]],
  [Infinity, [1, 4]],
])('what ends at or before %d is sealed, and never the current segment', (position, firsts) => {
  expect(firstsBefore(threeSegments(), position)).toEqual(firsts);
});

it('segments are dropped from the front', () => {
  const segments = threeSegments();
  segments.dropBefore(4);
  expect(segments.firstSequence()).toBe(4);
  segments.dropBefore(6);
  expect(segments.firstSequence()).toBe(4);
  segments.dropBefore(Infinity);
  expect([segments.firstSequence(), segments.nextSequence()]).toEqual([7, 10]);
});

it('the uploads of sealed segments are not saved again, and those of others are', () => {
  const segments = createSegments([]);
  for (const [index, word] of ['a', 'b', 'c'].entries()) {
    segments.begin(index + 1);
    segments.append(upload(word));
    segments.current().uploads.push(fingerprintOf(bytesOf(word)));
  }
  segments.noteUploadsSavedBefore(2);
  const sizes = segments.sealedBefore(3).map(({ uploads }) => uploads.bytes().length);
  expect(sizes).toEqual([0, 8]);
});

it('unreadable records are counted in their segment, unless it was dropped meanwhile', () => {
  const segments = threeSegments();
  const [first, second] = [segments.segmentAt(1), segments.segmentAt(4)];
  segments.noteUnreadable(second, 2);
  segments.noteUnreadable(second, 1);
  expect(second.unreadable).toBe(3);
  segments.dropBefore(4);
  segments.noteUnreadable(first, 1);
  expect(first.unreadable).toBe(0);
});

it('a reset forgets all records, and goes on with the sequence numbers', () => {
  const segments = threeSegments();
  segments.reset();
  expect([segments.firstSequence(), segments.nextSequence()]).toEqual([10, 10]);
  expect(segments.sealedBefore(Infinity)).toEqual([]);
  expect(segments.append(upload('a'))).toBe(10);
});
