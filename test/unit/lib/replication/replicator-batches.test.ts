import { expect, it } from 'vitest';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createManualLink } from '../../../support/node/manual-link.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';
import { send } from '../../../support/node/send.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';
import { never } from '../../../support/node/test-replicator.ts';

/** A node with so many deletions for a peer of the test's own, which it begins to send. */
async function setUp(count: number, concurrency: number) {
  const node = await createTestContext({ config: { peerUrls: ['http://peer'] } });
  for (let at = 0; at < count; at += 1) {
    await send(node, 'DELETE', `/${nameOf(`file-${at}`, 'content')}`);
  }
  const link = createManualLink();
  const timers = createManualTimers({ ms: 0 });
  const host = { ctx: node.ctx, connect: () => link, concurrency, timers };
  const [replicator] = node.cluster.createReplicators(host).values();
  if (replicator === undefined) throw new Error('there is no peer');
  const draining = replicator.drain(never).catch(() => undefined);
  await settle();
  return { link, timers, replicator, draining };
}

/** Long enough for what reads a disk in memory. */
async function settle(): Promise<void> {
  for (let count = 0; count < 20; count += 1) await settleMicrotasks();
}

it('once the peer has shown an instance four times as many operations are in flight', async () => {
  const { link, timers, draining } = await setUp(20, 2);
  const first = link.sent.length;
  expect(link.operations().flat().length).toBeLessThanOrEqual(2);
  for (const one of link.sent.slice(0, first)) await one.accept(404);
  await settle();
  // What waits for these to end goes on its way, too.
  await timers.pass(250);
  await settle();
  expect(link.operations().slice(first).flat()).toHaveLength(8);
  for (let at = first; at < link.sent.length; at += 1) {
    await link.sent[at]?.accept(404);
    await settle();
  }
  await draining;
  expect(link.operations().flat()).toHaveLength(20);
  expect(link.sent.length).toBeLessThan(12);
});

it('a batch that breaks off does not make a peer one that is down', async () => {
  const { link, replicator } = await setUp(20, 4);
  for (const one of link.sent.slice(0, 4)) await one.accept(404);
  await settle();
  // A request of one operation, and those behind it.
  await link.sent[4]?.accept(404);
  await settle();
  const batch = link.sent[5];
  expect(batch?.operations.length).toBeGreaterThanOrEqual(4);
  await batch?.fail(new Error('the connection was closed'));
  await settle();
  expect(replicator.status().state).toBe('up');
});
