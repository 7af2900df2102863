import { expect, it } from 'vitest';
import type { JournalEntry } from '../../../../lib/journal/journal.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createGate } from '../../../support/node/gate.ts';
import { entries, queueOver } from '../../../support/node/test-queue.ts';
import {
  createTestReplicator,
  never,
  taken,
  ticks,
} from '../../../support/node/test-replicator.ts';

// Found by simulation: such operations ended while the window was filled, and what had waited
// behind them for the same name was left until something else happened.
it('leaves nothing behind operations on the same name that need no sending', async () => {
  const { ctx } = await createTestContext();
  const [first, ...others] = entries(5, 1) as [JournalEntry, ...JournalEntry[]];
  const queue = queueOver([{ ...first, op: 'DELETE' }, ...others]);
  const gate = createGate();
  const link = { send: () => gate.opened.then(() => taken) };
  const deleted = { ...ctx, tombstones: { ...ctx.tombstones, has: () => true } };
  const drained = createTestReplicator({ link, queue, ctx: deleted }).drain(never);
  await ticks();
  gate.open();
  await drained;
  expect(queue.length).toBe(0);
});
