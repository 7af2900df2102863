import { expect, it } from 'vitest';
import type { PeerResponse } from '../../../../lib/delivery/peer-link.ts';
import type { JournalCursor, JournalEntry } from '../../../../lib/journal/journal.ts';
import { createPeerQueue } from '../../../../lib/pending/peer-queue.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createGate } from '../../../support/node/gate.ts';
import { entries } from '../../../support/node/test-queue.ts';
import {
  accepted,
  createTestReplicator,
  never,
  ticks,
} from '../../../support/node/test-replicator.ts';

it('work that comes while the window is filled is sent at once', async () => {
  const [first, second] = entries(2).map((entry): JournalEntry => ({ ...entry, op: 'DELETE' }));
  const ready = [first];
  const [looked, gate] = [createGate(), createGate()];
  const wakers: (() => void)[] = [];
  const cursor: JournalCursor = {
    /** The read that finds nothing takes some time, and meanwhile the second operation is recorded. */
    async fill() {
      if (ready.length > 0) return true;
      looked.open();
      await ticks();
      return false;
    },
    next: () => ready.shift(),
    position: () => 1,
    remaining: () => ready.length,
  };
  const { sent, send } = peerBehind(gate);
  const { ctx } = await createTestContext();
  const nothing = { ...cursor, fill: async () => false, next: () => undefined, remaining: () => 0 };
  const openCursor = (kind: string): JournalCursor => (kind === 'DELETE' ? cursor : nothing);
  const queue = createPeerQueue(openCursor, { position: 1, setAside: [] });
  const replicator = createTestReplicator({ link: { send }, queue, ctx });
  const draining = replicator.drain(() => new Promise((resolve) => wakers.push(resolve)));
  await looked.opened;
  ready.push(second);
  for (const wake of wakers.splice(0)) wake();
  for (let count = 0; count < 10; count += 1) await ticks();
  expect(sent).toEqual([first?.name, second?.name]);
  gate.open();
  await draining;
});

it('what did not fit the window is sent when that empties while another kind is read', async () => {
  const deletions = entries(2).map((entry): JournalEntry => ({ ...entry, op: 'DELETE' }));
  const ready = [...deletions];
  const gate = createGate();
  const cursor: JournalCursor = {
    fill: async () => ready.length > 0,
    next: () => ready.shift(),
    position: () => 1,
    remaining: () => ready.length,
  };
  let reads = 0;
  const uploads: JournalCursor = {
    ...cursor,
    /** The second read finds nothing, as the first, and lasts until the deletion in flight has ended. */
    async fill() {
      reads += 1;
      if (reads === 2) gate.open();
      await ticks();
      return false;
    },
    next: () => undefined,
    remaining: () => 0,
  };
  const { sent, send } = peerBehind(gate);
  const { ctx } = await createTestContext();
  const openCursor = (kind: string): JournalCursor => (kind === 'DELETE' ? cursor : uploads);
  const queue = createPeerQueue(openCursor, { position: 1, setAside: [] });
  const replicator = createTestReplicator({ link: { send }, queue, ctx, concurrency: 1 });
  // Something is recorded once while the window is full of deletions.
  const changes = [Promise.resolve()];
  await replicator.drain(() => changes.shift() ?? never());
  expect(sent).toEqual(deletions.map(({ name }) => name));
  expect(queue.length).toBe(0);
});

/** A peer that accepts what it is sent once the gate opens, and the names that it was sent. */
function peerBehind(gate: { readonly opened: Promise<void> }) {
  const sent: string[] = [];
  const send = async ({ name }: { readonly name: string }): Promise<PeerResponse> => {
    sent.push(name);
    await gate.opened;
    return accepted;
  };
  return { sent, send };
}
