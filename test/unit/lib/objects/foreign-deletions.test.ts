import { expect, it } from 'vitest';
import type { JournalCursor, JournalEntry } from '../../../../lib/journal/journal.ts';
import { createForeignDeletions } from '../../../../lib/objects/foreign-deletions.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createMemoryObjectStore } from '../../../support/objects/memory-object-store.ts';
import { openTestObjects } from '../../../support/objects/open-test-objects.ts';

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

it('a journal on a bucket publishes each that there is space for', async () => {
  const { journal } = await openTestObjects(createMemoryObjectStore());
  let published = 0;
  journal.onPublish(() => {
    published += 1;
  });
  for (let count = 0; count <= 10_000; count += 1) journal.noteForeign(nameOf(`${count}`, ''), 7);
  expect([published, journal.firstSequence(), journal.nextSequence()]).toEqual([10_000, 1, 10_001]);
  await journal.compact(10_001);
  expect(journal.firstSequence()).toBe(10_001);
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
