import { expect, test } from 'vitest';
import { accepted, messages, never, nodeId, setUp } from '../../../support/node/test-replicator.ts';

const rejected = "a peer rejects this node's secret";

test.each([401, 403])(
  'a peer that responds %d is unauthorized, which is logged when it begins and a minute after it ended',
  async (status) => {
    let isGood = false;
    const { replicator, queue, clock, logLines } = await setUp(3, async () =>
      isGood ? { ...accepted, status: 200, isStatus: true } : { status, nodeId },
    );
    await replicator.drain(never);
    expect([queue.length, queue.deferredCount]).toEqual([3, 3]);
    expect(replicator.status().lastError).toBe(`it responded ${status}`);
    expect(replicator.status().state).toBe('unauthorized');
    expect(messages(logLines)).toEqual([rejected]);
    isGood = true;
    clock.ms += 60_000;
    await replicator.drain(never);
    expect(queue.length).toBe(0);
    expect(replicator.status().state).toBe('up');
    expect(messages(logLines)).toEqual([rejected]);
    clock.ms += 60_000;
    await replicator.probe();
    expect(messages(logLines)).toEqual([rejected, "a peer accepts this node's secret again"]);
  },
);
