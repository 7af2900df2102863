import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../../lib/journal/journal.ts';
import type { PeerQueue } from '../../../../lib/pending/peer-queue.ts';
import { entries, queueOver } from '../../../support/node/test-queue.ts';

async function takeAll(queue: PeerQueue, nowMs = 0): Promise<JournalEntry[]> {
  const taken: JournalEntry[] = [];
  for (;;) {
    const entry = await queue.next(nowMs);
    if (entry === undefined) return taken;
    taken.push(entry);
  }
}

const sequencesOf = (taken: readonly JournalEntry[]): number[] =>
  taken.map(({ sequence }) => sequence);

describe('operations', () => {
  it('are returned in order, those of one name one after the other', async () => {
    const queue = queueOver(entries(6, 2));
    const first = await takeAll(queue);
    expect(sequencesOf(first)).toEqual([1, 2]);
    queue.acknowledge(first[1] as JournalEntry);
    expect(sequencesOf(await takeAll(queue))).toEqual([4]);
    queue.acknowledge(first[0] as JournalEntry);
    expect(sequencesOf(await takeAll(queue))).toEqual([3]);
    expect(queue.length).toBe(4);
    expect(queue.oldestSeconds()).toBe(2);
  });

  it('on names that are in flight are read ahead up to a limit', async () => {
    const [last] = entries(5001).slice(-1) as [JournalEntry];
    const queue = queueOver([...entries(5000, 1), last]);
    expect(sequencesOf(await takeAll(queue))).toEqual([1]);
    expect(queue.snapshot().position).toBe(1);
    expect(queue.length).toBe(5001);
    expect(await takeAll(queue)).toEqual([]);
  });
});

describe('a deferred operation', () => {
  it('is ready again after half a second, then one, then two, up to thirty', async () => {
    const queue = queueOver(entries(1));
    const delays: number[] = [];
    let nowMs = 0;
    expect(queue.nextRetryMs()).toBeUndefined();
    for (let count = 0; count < 9; count += 1) {
      const entry = (await queue.next(nowMs)) as JournalEntry;
      expect(queue.nextRetryMs()).toBeUndefined();
      queue.defer(entry, nowMs);
      const dueMs = queue.nextRetryMs() as number;
      expect(await queue.next(dueMs - 1)).toBeUndefined();
      delays.push(dueMs - nowMs);
      nowMs = dueMs;
    }
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('that was refused for good is ready after a second, two, four, up to an hour', async () => {
    const queue = queueOver(entries(1));
    const delays: number[] = [];
    let nowMs = 0;
    for (let count = 0; count < 14; count += 1) {
      const entry = (await queue.next(nowMs)) as JournalEntry;
      // What fails otherwise in between has the usual back-off, and does not count.
      queue.defer(entry, nowMs);
      expect((queue.nextRetryMs() as number) - nowMs).toBeLessThanOrEqual(30_000);
      queue.defer(queue.nextDeferred() as JournalEntry, nowMs, 'refused');
      delays.push((queue.nextRetryMs() as number) - nowMs);
      nowMs = queue.nextRetryMs() as number;
    }
    expect(delays.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
    expect(delays.slice(11)).toEqual([2_048_000, 3_600_000, 3_600_000]);
  });

  it('is ready again after half a second each time that a part of it was sent', async () => {
    const queue = queueOver(entries(1));
    const delays: number[] = [];
    for (const why of ['failed', 'failed', 'interrupted', 'interrupted', 'failed'] as const) {
      const nowMs = queue.nextRetryMs() ?? 0;
      queue.defer((await queue.next(nowMs)) as JournalEntry, nowMs, why);
      delays.push((queue.nextRetryMs() as number) - nowMs);
    }
    expect(delays).toEqual([500, 1000, 500, 500, 1000]);
  });

  it('that was refused for good is retried apart from the others', async () => {
    const queue = queueOver(entries(2));
    const [first, second] = (await takeAll(queue)) as [JournalEntry, JournalEntry];
    queue.defer(first, 0, 'refused');
    queue.defer(second, 0);
    queue.retryDeferredNow('failed');
    expect(sequencesOf(await takeAll(queue))).toEqual([2]);
    queue.retryDeferredNow('refused');
    expect(sequencesOf(await takeAll(queue))).toEqual([1]);
  });

  it('that was refused for good is a probe after the others, until its back-off is over', async () => {
    const queue = queueOver(entries(2));
    const [first, second] = (await takeAll(queue)) as [JournalEntry, JournalEntry];
    queue.defer(first, 0, 'refused');
    const probed: number[] = [];
    for (const nowMs of [500, 999, 1001, 1002]) {
      queue.defer(second, nowMs);
      const entry = queue.nextDeferred() as JournalEntry;
      probed.push(entry.sequence);
      if (entry === first) queue.defer(first, nowMs, 'refused');
    }
    expect(probed).toEqual([2, 2, 1, 2]);
  });

  it('holds up neither others nor later operations on its name, and counts', async () => {
    const queue = queueOver(entries(4, 2));
    queue.defer((await queue.next(0)) as JournalEntry, 0);
    const rest: number[] = [];
    for (let entry = await queue.next(0); entry !== undefined; entry = await queue.next(0)) {
      rest.push(entry.sequence);
      queue.acknowledge(entry);
    }
    expect(rest).toEqual([2, 3, 4]);
    expect([queue.length, queue.deferredCount, queue.oldestSeconds()]).toEqual([1, 1, 0]);
  });

  it('waits while another operation on its name is in flight', async () => {
    const queue = queueOver(entries(2, 1));
    const first = (await queue.next(0)) as JournalEntry;
    queue.defer(first, 0);
    const second = (await queue.next(0)) as JournalEntry;
    expect(await queue.next(1000)).toBeUndefined();
    expect(queue.nextRetryMs()).toBeUndefined();
    queue.acknowledge(second);
    expect(await queue.next(1000)).toBe(first);
  });

  it('is due when the first of them is, in whatever order they were tried', async () => {
    const queue = queueOver(entries(3));
    const [first, second, third] = (await takeAll(queue)) as [
      JournalEntry,
      JournalEntry,
      JournalEntry,
    ];
    queue.defer(first, 200);
    queue.defer(second, 100);
    queue.defer(third, 300);
    expect(queue.nextRetryMs()).toBe(600);
  });

  it('does not wait for a clock that was set back', async () => {
    const queue = queueOver(entries(1));
    const entry = (await queue.next(86_400_000)) as JournalEntry;
    queue.defer(entry, 86_400_000);
    expect(await queue.next(0)).toBe(entry);
  });

  it('is ready at once when all are to be retried', async () => {
    const queue = queueOver(entries(2));
    for (const entry of await takeAll(queue)) queue.defer(entry, 1000);
    expect(await queue.next(1000)).toBeUndefined();
    queue.retryDeferredNow('failed');
    expect(sequencesOf(await takeAll(queue, 1000))).toEqual([1, 2]);
  });

  it('is returned for a probe when it was tried longest ago', async () => {
    const queue = queueOver(entries(3));
    for (const entry of await takeAll(queue)) queue.defer(entry, 0);
    const probed: number[] = [];
    for (let count = 0; count < 4; count += 1) {
      const entry = queue.nextDeferred() as JournalEntry;
      probed.push(entry.sequence);
      queue.defer(entry, 0);
    }
    expect(probed).toEqual([1, 2, 3, 1]);
  });

  it('is one of a bounded number: then nothing more is read', async () => {
    const queue = queueOver(entries(20_000));
    for (;;) {
      const entry = await queue.nextFresh(Number.POSITIVE_INFINITY);
      if (entry === undefined) break;
      queue.defer(entry, 0);
    }
    expect(queue.deferredCount).toBe(5000);
    expect(queue.length).toBe(20_000);
    expect(await queue.nextFresh(100)).toBeUndefined();
    queue.acknowledge(queue.nextDeferred() as JournalEntry);
    expect((await queue.next(0))?.sequence).toBe(5001);
  });
});
