import { expect, it } from 'vitest';
import { createAcceptingPeers } from '../../../support/node/accepting-peers.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { pending } from '../../../support/node/pending.ts';
import { send } from '../../../support/node/send.ts';
import { messagesAt } from '../../../support/node/with-peers.ts';

const dayMs = 24 * 60 * 60 * 1000;
const secretUrl = 'http://user:secret@b/media';
type Options = Parameters<typeof createTestContext>[0];

/** Starts the node again with other peers, after it was killed. */
async function startWith(node: TestContext, peerUrls: string[], options: Options = {}) {
  for (const disk of [node.storageDisk, node.queueDisk]) disk.kill();
  const { storageDisk, queueDisk, clock, logLines } = node;
  const disks = { storageDisk, queueDisk, clock, logLines };
  return await createTestContext({ segmentBytes: 1, ...disks, ...options, config: { peerUrls } });
}

async function nodeWithPending(): Promise<TestContext> {
  const node = await createTestContext({ segmentBytes: 1, config: { peerUrls: [secretUrl] } });
  for (const path of ['/a', '/b', '/c']) await send(node, 'PUT', path, { body: path });
  return node;
}

const segments = ({ queueDisk }: TestContext): number =>
  queueDisk.paths().filter((path) => path.startsWith('journal/')).length;

const forgotten = 'a removed peer is forgotten';

it('what is pending for a peer that is left out of one start is kept for it', async () => {
  let node = await startWith(await nodeWithPending(), []);
  await send(node, 'PUT', '/d', { body: 'd' });
  expect(node.ctx.peers.report()).toEqual({});
  expect(node.ctx.peers.removed()).toEqual({
    'http://b/media': { pending: 4, length: 4, forgetAt: '2023-11-28T22:13:20.000Z' },
  });
  expect(messagesAt(node)).toEqual([
    'a peer is no longer configured; what is pending for it is kept for a while',
  ]);
  await node.cluster.save();
  node = await startWith(node, [secretUrl]);
  expect(pending(node, 'http://user:***@b/media')).toBe(4);
  expect(node.ctx.peers.removed()).toEqual({});
});

it('so are the operations that it rejected, whose segments are dropped', async () => {
  const node = await nodeWithPending();
  const peers = createAcceptingPeers([secretUrl]);
  const name = node.storageDisk.paths()[0] as string;
  peers.refused.add(name);
  await peers.drain(node, secretUrl);
  await node.cluster.save();
  const without = await startWith(node, []);
  await without.cluster.save();
  expect(without.ctx.peers.removed()['http://b/media']?.length).toBe(1);
  expect(pending(await startWith(without, [secretUrl]), 'http://user:***@b/media')).toBe(1);
});

it('it is logged once, and shown without its secret', async () => {
  let node = await startWith(await nodeWithPending(), []);
  node = await startWith(node, []);
  expect(messagesAt(node)).toHaveLength(1);
  const status = await (await send(node, 'GET', '/_status')).text();
  expect(status).toContain('"removedPeers":{"http://b/media":{"pending":3,');
  expect(JSON.stringify(node.logLines) + status).not.toContain('secret');
});

it('it is forgotten after the configured time, whether the node was restarted or not', async () => {
  let node = await startWith(await nodeWithPending(), []);
  node.clock.ms += 13 * dayMs;
  node = await startWith(node, []);
  expect(segments(node)).toBe(4);
  node.clock.ms += dayMs;
  await node.cluster.save();
  expect(messagesAt(node).at(-1)).toBe(forgotten);
  expect(node.ctx.peers.removed()).toEqual({});
  expect(segments(node)).toBe(1);
  expect(pending(await startWith(node, [secretUrl]), 'http://user:***@b/media')).toBe(0);
});

it('it is forgotten at once where the operator says so, and then its segments go', async () => {
  const node = await startWith(await nodeWithPending(), [], { forget: ['http://b/media'] });
  expect(messagesAt(node)).toEqual([forgotten]);
  expect(segments(node)).toBe(1);
});

it('it is forgotten at once where removed peers are not kept', async () => {
  const node = await startWith(await nodeWithPending(), [], { forgetAfterMs: 0 });
  expect(messagesAt(node).at(-1)).toBe(forgotten);
  expect(segments(node)).toBe(1);
});

it('an unknown peer in --forget is logged', async () => {
  const node = await startWith(await nodeWithPending(), [secretUrl], { forget: ['http://c'] });
  expect(messagesAt(node)).toEqual(['--forget names no peer that was removed']);
});
