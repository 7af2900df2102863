import { describe, expect, it } from 'vitest';
import type { PeerRequest, PeerResponse } from '../../../../lib/delivery/peer-link.ts';
import type { JournalEntry } from '../../../../lib/journal/journal.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createGate } from '../../../support/node/gate.ts';
import { entries, queueOver } from '../../../support/node/test-queue.ts';
import {
  accepted,
  createTestReplicator,
  messages,
  never,
  nodeId,
  setUp,
  ticks,
} from '../../../support/node/test-replicator.ts';

describe('a replicator', () => {
  it('sends all that is pending, within its window, and then waits', async () => {
    let running = 0;
    let most = 0;
    const { replicator, queue, clock } = await setUp(100, async () => {
      running += 1;
      most = Math.max(most, running);
      await ticks();
      running -= 1;
      return accepted;
    });
    expect(replicator.status().state).toBe('unknown');
    await replicator.drain(never);
    expect([queue.length, most, replicator.nodeId()]).toEqual([0, 4, nodeId]);
    expect(replicator.status()).toEqual({
      state: 'up',
      lastSuccessMs: clock.ms,
      lastError: undefined,
      problem: undefined,
      nextAttemptMs: undefined,
    });
  });

  it('sends ten thousand operations behind one that is rejected', async () => {
    const { replicator, queue, records, clock, logLines } = await setUp(10_001, async ({ name }) =>
      name === records[0]?.name ? { status: 500, nodeId } : accepted,
    );
    await replicator.drain(never);
    expect([queue.length, queue.deferredCount]).toEqual([1, 1]);
    expect(replicator.status()).toMatchObject({
      state: 'up',
      lastError: 'it responded 500',
      nextAttemptMs: clock.ms + 500,
    });
    expect(messages(logLines)).toEqual([]);
  });

  it('sends everything behind a thousand that are rejected for ever', async () => {
    const { replicator, queue, records } = await setUp(1500, async ({ name }) =>
      records.findIndex((entry) => entry.name === name) < 1000 ? { status: 500, nodeId } : accepted,
    );
    await replicator.drain(never);
    expect(queue.length).toBe(1000);
    expect(replicator.status().state).toBe('up');
  });

  it.each([
    ['because it is corrupt', 'rotten', 'does not match its name'],
    ['because the disk fails', 'content', 'EIO'],
  ])(
    "does not count what this node can't read against the peer, %s",
    async (_why, content, error) => {
      const { ctx, storageDisk } = await createTestContext();
      const records = entries(30);
      for (const { name } of records) storageDisk.write(name, content);
      storageDisk.intercept = ({ operation, path }) => {
        if (operation === 'read' && error === 'EIO') throw systemError('EIO', path);
      };
      const queue = queueOver(records);
      const send = async ({ body }: PeerRequest): Promise<PeerResponse> => {
        await body?.read();
        return { status: 201, nodeId };
      };
      const replicator = createTestReplicator({ link: { send }, queue, ctx });
      await replicator.drain(never);
      expect([queue.length, queue.deferredCount, replicator.status().state]).toEqual([
        30,
        30,
        'unknown',
      ]);
      expect(replicator.status().lastError).toMatch(error);
    },
  );

  it('sends new work that comes while it drains', async () => {
    const gate = createGate();
    const late = createGate();
    const seen: string[] = [];
    const { replicator, queue, records } = await setUp(1, async ({ name }) => {
      seen.push(name);
      if (seen.length === 1) await gate.opened;
      return accepted;
    });
    const [first] = records as [JournalEntry];
    let waits = 0;
    const draining = replicator.drain(() => {
      waits += 1;
      return waits === 1 ? late.opened : never();
    });
    await Promise.resolve();
    for (const entry of entries(3).slice(1)) records.push({ ...entry, op: 'DELETE' });
    late.open();
    while (seen.length < 3) await Promise.resolve();
    expect(seen[0]).toBe(first.name);
    gate.open();
    await draining;
    expect(queue.length).toBe(0);
  });

  it('keeps an operation pending until the peer has responded', async () => {
    const gate = createGate();
    const { replicator, queue } = await setUp(1, async () => {
      await gate.opened;
      return accepted;
    });
    const draining = replicator.drain(never);
    await ticks();
    expect([queue.length, queue.snapshot().deletions]).toEqual([1, 1]);
    gate.open();
    await draining;
    expect([queue.length, queue.snapshot().deletions]).toEqual([0, 2]);
  });

  it('that is stopped begins nothing, and counts what was cancelled against no peer', async () => {
    const gate = createGate();
    let sent = 0;
    const { replicator, queue, logLines } = await setUp(20, async () => {
      sent += 1;
      await gate.opened;
      throw systemError('ECONNREFUSED', '');
    });
    const draining = replicator.drain(never);
    while (sent < 4) await Promise.resolve();
    replicator.stop();
    gate.open();
    await draining;
    await replicator.drain(never);
    expect([sent, queue.length, messages(logLines)]).toEqual([4, 20, []]);
  });

  it('describes an error of several lines in one line', async () => {
    const { replicator } = await setUp(1, () => Promise.reject(new Error('one\n  two')));
    await replicator.drain(never);
    expect(replicator.status().lastError).toBe('one two');
  });

  it('ends what is in flight before it reports that the journal is unreadable', async () => {
    const gate = createGate();
    const { replicator, queue } = await setUp(2, async () => {
      await gate.opened;
      return accepted;
    });
    let calls = 0;
    const { next } = queue;
    Object.assign(queue, {
      next: async (nowMs: number) => {
        calls += 1;
        if (calls === 2) throw systemError('EIO', 'journal');
        return await next(nowMs);
      },
    });
    let isOver = false;
    const draining = replicator.drain(never).finally(() => {
      isOver = true;
    });
    draining.catch(() => undefined);
    for (let count = 0; count < 20; count += 1) await Promise.resolve();
    expect(isOver).toBe(false);
    gate.open();
    await expect(draining).rejects.toMatchObject({ code: 'EIO' });
    expect(queue.length).toBe(1);
    expect(replicator.status().lastError).toBe('EIO: journal');
  });

  it('reports a thrown value that is no Error, too', async () => {
    const { ctx, storageDisk } = await createTestContext();
    storageDisk.intercept = () => {
      throw 'odd';
    };
    const queue = queueOver(entries(1));
    const link = { send: async () => accepted };
    const replicator = createTestReplicator({ link, queue, ctx });
    await replicator.drain(never);
    expect(replicator.status().lastError).toBe('odd');
  });
});
