import { expect, test } from 'vitest';
import { accepted, messages, never, nodeId, setUp } from '../../../support/node/test-replicator.ts';

const rejected = "a peer rejects this node's secret";

test.each([401, 403])(
  'a peer that responds %d is logged once, until it accepts something',
  async (status) => {
    let isGood = false;
    const { replicator, queue, clock, logLines } = await setUp(3, async () =>
      isGood ? accepted : { status, nodeId },
    );
    await replicator.drain(never);
    expect([queue.length, queue.deferredCount]).toEqual([3, 3]);
    expect(replicator.status().lastError).toBe(`it responded ${status}`);
    expect(messages(logLines)).toEqual([rejected]);
    isGood = true;
    clock.ms += 60_000;
    await replicator.drain(never);
    expect(queue.length).toBe(0);
    expect(messages(logLines)).toEqual([rejected]);
  },
);
