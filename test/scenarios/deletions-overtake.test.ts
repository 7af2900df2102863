import { describe, expect, it } from 'vitest';
import type { PeerRequest, PeerResponse } from '../../lib/delivery/peer-link.ts';
import type { JournalEntry } from '../../lib/journal/journal.ts';
import type { WaitForChange } from '../../lib/replication/replicator.ts';
import { systemError } from '../support/disk/memory-tree.ts';
import { nameOf } from '../support/disk/open-test-storage.ts';
import { createTestContext } from '../support/node/create-test-context.ts';
import { createGate } from '../support/node/gate.ts';
import { entries, queueOver } from '../support/node/test-queue.ts';
import {
  createTestReplicator,
  instance,
  isDown,
  never,
  nodeId,
  ticks,
} from '../support/node/test-replicator.ts';

const refused: PeerResponse = { status: 507, nodeId, instance };
const done: PeerResponse = { status: 404, nodeId, instance };
const stored: PeerResponse = { status: 201, nodeId, instance };

/** So many uploads, and behind them so many deletions of other names. */
function uploadsThenDeletions(uploads: number, deletions: number): JournalEntry[] {
  const last = entries(deletions).map(({ seconds, sequence }): JournalEntry => {
    const name = nameOf(`gone-${sequence}`, 'content');
    return { op: 'DELETE', name, seconds, sequence: uploads + sequence };
  });
  return [...entries(uploads), ...last];
}

/** A replicator of records whose files are all stored. */
async function setUp(
  records: readonly JournalEntry[],
  send: (request: PeerRequest) => Promise<PeerResponse>,
  concurrency = 4,
) {
  const { ctx, storageDisk, clock } = await createTestContext();
  for (const { name } of records) storageDisk.write(name, 'content');
  const queue = queueOver(records);
  const replicator = createTestReplicator({ link: { send }, queue, ctx, concurrency });
  return { replicator, queue, clock };
}

describe('deletions', () => {
  it('reach a peer that rejects more earlier uploads than can be deferred', async () => {
    const records = uploadsThenDeletions(5100, 300);
    const { replicator, queue } = await setUp(records, async ({ method }) =>
      method === 'PUT' ? refused : done,
    );
    await isDown(replicator);
    expect([queue.length, queue.deferredCount]).toEqual([5100, 5000]);
  });

  it('that are rejected delay no upload, however many they are', async () => {
    const swapped = uploadsThenDeletions(300, 5100).map(
      (entry): JournalEntry => ({ ...entry, sequence: ((entry.sequence + 5099) % 5400) + 1 }),
    );
    const records = swapped.sort((one, other) => one.sequence - other.sequence);
    const { replicator, queue } = await setUp(records, async ({ method }) =>
      method === 'PUT' ? stored : refused,
    );
    await isDown(replicator);
    expect([queue.length, queue.deferredCount]).toEqual([5100, 5000]);
  });

  it('are sent at once while uploads fill the window, and uploads while deletions do', async () => {
    for (const slow of ['PUT', 'DELETE']) {
      const gate = createGate();
      const sent: string[] = [];
      const records = uploadsThenDeletions(50, 50);
      const { replicator, queue } = await setUp(records, async ({ method }) => {
        sent.push(method);
        if (method === slow) await gate.opened;
        return method === 'PUT' ? stored : done;
      });
      const draining = replicator.drain(never);
      const slowOnes = (): number => sent.filter((method) => method === slow).length;
      while (queue.length > 50 || slowOnes() < 4) await ticks();
      await ticks();
      expect(slowOnes()).toBe(4);
      gate.open();
      await draining;
      expect(queue.length).toBe(0);
    }
  });

  it('that are recorded while uploads fill the window do not wait for one of them to end', async () => {
    const gate = createGate();
    const sent: string[] = [];
    const records = entries(20);
    const { replicator, queue } = await setUp(records, async ({ method }) => {
      sent.push(method);
      if (method === 'PUT') await gate.opened;
      return method === 'PUT' ? stored : done;
    });
    const wakers: (() => void)[] = [];
    const untilChange: WaitForChange = () => new Promise((resolve) => wakers.push(resolve));
    const draining = replicator.drain(untilChange);
    while (sent.length < 4) await ticks();
    const [deletion] = uploadsThenDeletions(20, 1).slice(-1) as [JournalEntry];
    records.push(deletion);
    for (const wake of wakers.splice(0)) wake();
    for (let count = 0; count < 10; count += 1) await ticks();
    expect(sent).toEqual(['PUT', 'PUT', 'PUT', 'PUT', 'DELETE']);
    gate.open();
    await draining;
    expect(queue.length).toBe(0);
  });

  it('wait for an upload of their own name that is in flight, and for nothing else', async () => {
    const gate = createGate();
    const sent: string[] = [];
    const [upload] = entries(1) as [JournalEntry];
    const records: JournalEntry[] = [upload, { ...upload, op: 'DELETE', sequence: 2 }];
    const { replicator, queue } = await setUp(records, async ({ method }) => {
      sent.push(method);
      if (method === 'PUT') await gate.opened;
      return method === 'PUT' ? stored : done;
    });
    const first = (await queue.next(0, ['PUT'])) as JournalEntry;
    const draining = replicator.drain(never);
    await ticks();
    expect(sent).toEqual([]);
    await draining;
    queue.acknowledge(first);
    await replicator.drain(never);
    expect([sent, queue.length]).toEqual([['DELETE'], 0]);
  });

  it('and uploads alternately probe a peer that is unreachable', async () => {
    const sent: string[] = [];
    const { replicator, clock } = await setUp(uploadsThenDeletions(9, 9), async ({ method }) => {
      sent.push(method);
      throw systemError('ECONNREFUSED', '');
    });
    await isDown(replicator);
    sent.length = 0;
    for (let count = 0; count < 4; count += 1) {
      clock.ms += 30_000;
      await isDown(replicator);
    }
    expect(sent).toEqual(['PUT', 'DELETE', 'PUT', 'DELETE']);
  });

  it('that are always rejected do not hide that a peer accepts uploads again', async () => {
    let isThere = false;
    const records = uploadsThenDeletions(20, 200);
    const { replicator, queue, clock } = await setUp(records, async ({ method }) => {
      if (!isThere || method === 'DELETE') throw systemError('ECONNRESET', '');
      return stored;
    });
    await isDown(replicator);
    isThere = true;
    for (let count = 0; count < 20; count += 1) {
      clock.ms += 30_000;
      await isDown(replicator);
    }
    expect(queue.length).toBe(200);
  });
});

it('an unexpected error ends the drain, once all in flight has ended', async () => {
  const { replicator, queue } = await setUp(entries(9), async () => refused);
  queue.defer = () => {
    throw new Error('a fault of this program');
  };
  await expect(replicator.drain(never)).rejects.toThrow('a fault of this program');
});
