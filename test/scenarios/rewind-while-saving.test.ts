import { expect, it } from 'vitest';
import type { PeerRequest, PeerResponse } from '../../lib/delivery/peer-link.ts';
import type { Replicator } from '../../lib/replication/replicator.ts';
import { createTestContext, type TestContext } from '../support/node/create-test-context.ts';
import { drainOnce } from '../support/node/drain-once.ts';
import { createGate } from '../support/node/gate.ts';
import { noTimers } from '../support/node/no-timers.ts';
import { pending } from '../support/node/pending.ts';
import { send } from '../support/node/send.ts';

const peer = 'http://b';
const [one, other] = ['00000000000000b1', '00000000000000c1'];

/** A node whose peer responds as the process that is set, and rejects the name that is set. */
async function setUp() {
  const node = await createTestContext({ segmentBytes: 1, config: { peerUrls: [peer] } });
  const peerState = { instance: one, refused: '' };
  const accepted = new Set<string>();
  const link = {
    async send({ name }: PeerRequest): Promise<PeerResponse> {
      const { instance, refused } = peerState;
      if (name !== refused) accepted.add(name);
      return { status: name === refused ? 507 : 201, nodeId: '00000000000000bb', instance };
    },
  };
  const [replicator] = node.cluster
    .createReplicators({
      ctx: node.ctx,
      connect: () => link,
      concurrency: 1,
      timers: noTimers,
    })
    .values();
  return { node, peerState, accepted, replicator: replicator as Replicator };
}

async function upload(node: TestContext, path: string): Promise<void> {
  expect((await send(node, 'PUT', path, { body: path })).status).toBe(201);
}

it('what a balancer rejected stays pending when it is detected while positions are saved', async () => {
  const { node, peerState, accepted, replicator } = await setUp();
  await upload(node, '/refused');
  [peerState.refused = ''] = node.storageDisk.paths();
  for (const path of ['/a', '/b']) await upload(node, path);
  await drainOnce(replicator);
  expect(pending(node, peer)).toBe(1);
  const gate = createGate();
  node.queueDisk.intercept = async ({ operation, path }) => {
    if (operation === 'rename' && path.startsWith('peers.json')) await gate.opened;
  };
  const saved = node.cluster.save();
  for (const instance of [other, one]) {
    peerState.instance = instance;
    node.clock.ms += 60_000;
    await upload(node, `/${instance}`);
    await drainOnce(replicator);
  }
  expect(node.ctx.peers.report()[peer]?.problem).toMatch(/Several nodes/u);
  gate.open();
  await saved;
  await node.cluster.save();
  const refused = peerState.refused;
  peerState.refused = '';
  for (let round = 0; round < 5; round += 1) {
    node.clock.ms += 601_000;
    await drainOnce(replicator);
  }
  expect(pending(node, peer)).toBe(0);
  expect(accepted).toContain(refused);
});
