import { expect, it } from 'vitest';
import type { JournalEntry } from '../../../../lib/journal/journal.ts';
import { createReplicator } from '../../../../lib/replication/replicator.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createGate } from '../../../support/node/gate.ts';
import { entries, queueOver } from '../../../support/node/test-queue.ts';
import { never, taken, ticks } from '../../../support/node/test-replicator.ts';

// Found by simulation: such operations ended while the window was filled, and what had waited
// behind them for the same name was left until something else happened.
it('leaves nothing behind operations on the same name that need no sending', async () => {
  const { ctx } = await createTestContext();
  const [first, ...others] = entries(5, 1) as [JournalEntry, ...JournalEntry[]];
  const queue = queueOver([{ ...first, op: 'DELETE' }, ...others]);
  const gate = createGate();
  const link = { send: () => gate.opened.then(() => taken) };
  const deleted = { ...ctx, deletions: { has: () => true } };
  const options = { url: 'http://peer', link, queue, clock: ctx.clock, log: ctx.log };
  const drained = createReplicator({ ...options, ctx: deleted, concurrency: 4 }).drain(never);
  await ticks();
  gate.open();
  await drained;
  expect(queue.length).toBe(0);
});
