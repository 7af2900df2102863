import type { JournalCursor, JournalEntry } from '../../../lib/journal/journal.ts';
import type { MemoryDisk } from './memory-disk.ts';
import { openTestJournal, type TestJournal } from './open-test-journal.ts';
import { nameOf } from './open-test-storage.ts';

/** The sequence numbers of all that a cursor still returns. */
export async function readAll(cursor: JournalCursor): Promise<number[]> {
  const read: JournalEntry[] = [];
  while (await cursor.fill()) {
    for (let entry = cursor.next(); entry !== undefined; entry = cursor.next()) read.push(entry);
  }
  return read.map(({ sequence }) => sequence);
}

/** Appends so many records of a kind, each on a name of its own. */
export async function append(
  { journal }: TestJournal,
  count: number,
  op: 'PUT' | 'DELETE' = 'PUT',
): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const held = await journal.append({ op, name: nameOf(`${index}`, 'x'), seconds: 7 });
    held.publish();
  }
}

/** Opens a journal with peers, in small segments by default. */
export async function open(disk: MemoryDisk, segmentBytes = 300): Promise<TestJournal> {
  return await openTestJournal(disk.mount(), { hasPeers: true, segmentBytes });
}

/** All numbers from one to another, both included. */
export const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
