import { expect, it } from 'vitest';
import type { JournalCursor, JournalEntry } from '../../../../lib/journal/journal.ts';
import { createPeerQueue } from '../../../../lib/pending/peer-queue.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createGate } from '../../../support/node/gate.ts';
import { entries, queueOver } from '../../../support/node/test-queue.ts';
import {
  accepted,
  createTestReplicator,
  never,
  ticks,
} from '../../../support/node/test-replicator.ts';

// Found by simulation: such operations ended while the window was filled, and what had waited
// behind them for the same name was left until something else happened.
it('leaves nothing pending behind skipped operations on the same name', async () => {
  const { ctx } = await createTestContext();
  const [first, ...others] = entries(5, 1) as [JournalEntry, ...JournalEntry[]];
  const queue = queueOver([{ ...first, op: 'DELETE' }, ...others]);
  const gate = createGate();
  const link = { send: () => gate.opened.then(() => accepted) };
  const deleted = { ...ctx, tombstones: { ...ctx.tombstones, has: async () => true } };
  const drained = createTestReplicator({ link, queue, ctx: deleted }).drain(never);
  await ticks();
  gate.open();
  await drained;
  expect(queue.length).toBe(0);
});

it('leaves nothing pending behind an operation that is skipped while the journal is read', async () => {
  const { ctx } = await createTestContext();
  const ready = entries(5, 1);
  const none = { next: () => undefined, position: () => 1, remaining: () => 0 };
  const empty: JournalCursor = { ...none, fill: async () => false };
  const uploads: JournalCursor = {
    ...none,
    next: () => ready.shift(),
    remaining: () => ready.length,
    /** Reading takes longer at the end than it takes to skip an operation. */
    async fill() {
      if (ready.length === 0) await ticks();
      return ready.length > 0;
    },
  };
  const openCursor = (kind: string): JournalCursor => (kind === 'PUT' ? uploads : empty);
  const queue = createPeerQueue(openCursor, { position: 1, setAside: [] });
  const ensureDurable = async (): Promise<void> => {
    for (let count = 0; count < 10; count += 1) await Promise.resolve();
  };
  const storage = { ...ctx.storage, ensureDurable, open: async () => undefined };
  const link = { send: async () => accepted };
  await createTestReplicator({ link, queue, ctx: { ...ctx, storage } }).drain(never);
  expect(queue.length).toBe(0);
});
