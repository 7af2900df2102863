import { expect, it } from 'vitest';
import type { JournalCursor, JournalEntry } from '../../../../lib/journal/journal.ts';
import { createForeignDeletions } from '../../../../lib/objects/foreign-deletions.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

const entry = (sequence: number): JournalEntry => ({
  op: 'DELETE',
  name: nameOf(`${sequence}`, ''),
  seconds: 7,
  sequence,
});

/** The sequence numbers of all that a cursor finds. */
async function takeAll(cursor: JournalCursor): Promise<readonly number[]> {
  const taken: number[] = [];
  while (await cursor.fill()) taken.push((cursor.next() as JournalEntry).sequence);
  return taken;
}

it('each cursor finds every deletion from its position on, and no upload', async () => {
  const list = createForeignDeletions();
  let end = 1;
  const add = (): void => {
    list.add(entry(end));
    end += 2;
  };
  const cursor = list.openCursor('DELETE', 1, () => end);
  expect([cursor.next(), cursor.position(), cursor.remaining()]).toEqual([undefined, 1, 0]);
  add();
  add();
  expect([cursor.remaining(), await cursor.fill(), cursor.position()]).toEqual([2, true, 1]);
  expect([cursor.next()?.sequence, cursor.position(), cursor.remaining()]).toEqual([1, 3, 1]);
  add();
  expect(await takeAll(cursor)).toEqual([3, 5]);
  expect([cursor.position(), cursor.remaining()]).toEqual([7, 0]);
  expect(await takeAll(list.openCursor('DELETE', 2, () => end))).toEqual([3, 5]);
  expect(await takeAll(list.openCursor('PUT', 1, () => end))).toEqual([]);
});

it('drops what all peers have acknowledged, and takes no more than 10,000', async () => {
  const list = createForeignDeletions();
  expect(list.firstSequence).toBeUndefined();
  for (let sequence = 1; sequence <= 10_000; sequence += 1) {
    expect(list.add(entry(sequence))).toBe(true);
  }
  expect(list.add(entry(10_001))).toBe(false);
  list.dropBefore(9_999);
  expect(list.firstSequence).toBe(9_999);
  expect(list.add(entry(10_001))).toBe(true);
  expect(await takeAll(list.openCursor('DELETE', 1, () => 10_002))).toEqual([
    9_999, 10_000, 10_001,
  ]);
});
