import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../lib/journal/journal.ts';
import { entries, queueOver } from '../support/node/test-queue.ts';

const records = entries(6);

async function take(queue: ReturnType<typeof queueOver>, count: number): Promise<JournalEntry[]> {
  const taken: JournalEntry[] = [];
  while (taken.length < count) taken.push((await queue.next(0)) as JournalEntry);
  return taken;
}

describe('a rewound queue', () => {
  it('returns all again that is on record, whatever its state was', async () => {
    const queue = queueOver(records);
    const [first, second] = (await take(queue, 3)) as [JournalEntry, JournalEntry];
    queue.acknowledge(first);
    queue.defer(second, 0);
    queue.rewind(1);
    expect(queue.length).toBe(6);
    const again = await take(queue, 5);
    expect(again.map(({ sequence }) => sequence)).toEqual([1, 2, 4, 5, 6]);
    expect([queue.length, queue.deferredCount]).toEqual([6, 0]);
  });

  it('counts what was in flight once, however it ends, and then returns it again', async () => {
    const queue = queueOver(records);
    const [first, second] = (await take(queue, 2)) as [JournalEntry, JournalEntry];
    queue.rewind(1);
    // While they are in flight, they are not returned again.
    expect((await take(queue, 4)).map(({ sequence }) => sequence)).toEqual([3, 4, 5, 6]);
    queue.acknowledge(first);
    queue.defer(second, 0);
    expect([queue.length, queue.deferredCount]).toEqual([6, 0]);
    const again = await take(queue, 2);
    expect(again.map(({ sequence }) => sequence)).toEqual([1, 2]);
    for (const entry of again) queue.acknowledge(entry);
    expect(queue.length).toBe(4);
    expect(queue.snapshot().position).toBe(3);
  });

  it('keeps operations deferred before the first record that is kept', async () => {
    const queue = queueOver(records, { position: 4, setAside: [records[0] as JournalEntry] });
    queue.rewind(4);
    expect([queue.length, queue.deferredCount]).toEqual([4, 1]);
    const [old] = (await take(queue, 1)) as [JournalEntry];
    queue.rewind(4);
    queue.acknowledge(old);
    expect([queue.length, queue.deferredCount]).toEqual([3, 0]);
  });
});
