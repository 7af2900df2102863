import { expect, it } from 'vitest';
import type { PeerResponse } from '../../lib/delivery/peer-link.ts';
import { startReplication } from '../../lib/replication/start-replication.ts';
import { createAcceptingPeers } from '../support/node/accepting-peers.ts';
import { createTestContext } from '../support/node/create-test-context.ts';
import { createManualTimers } from '../support/node/manual-timers.ts';
import { pending } from '../support/node/pending.ts';
import { send } from '../support/node/send.ts';
import { createVirtualRetry } from '../support/node/virtual-retry.ts';

/** The ids of the peers of `createAcceptingPeers`. */
const ids = { nodeId: '00000000000000bb', instance: '00000000000000b1' };

it('what a peer rejected reaches it under another URL without a new operation', async () => {
  const [before, after] = ['http://b', 'http://alias'];
  const node = await createTestContext({ segmentBytes: 1, config: { peerUrls: [before] } });
  for (const path of ['/a', '/b']) await send(node, 'PUT', path, { body: path });
  const peers = createAcceptingPeers([before]);
  const [refused = ''] = node.storageDisk.paths();
  peers.refused.add(refused);
  await peers.drain(node, before);
  await node.cluster.save();
  for (const disk of [node.storageDisk, node.queueDisk]) disk.kill();
  const { storageDisk, queueDisk, clock, logLines } = node;
  const disks = { storageDisk, queueDisk, clock, logLines };
  const next = await createTestContext({
    segmentBytes: 1,
    ...disks,
    config: { peerUrls: [after] },
  });
  const timers = createManualTimers(clock);
  const sent: string[] = [];
  const running = startReplication({
    peers: next.cluster,
    ctx: next.ctx,
    connect: () => ({
      async send({ name }): Promise<PeerResponse> {
        sent.push(name);
        return { status: 201, ...ids };
      },
    }),
    concurrency: 4,
    timers,
    retry: createVirtualRetry(timers),
  });
  next.onOperation(() => running.wake());
  // The peer shows its id, and has all that is sent to it, before the positions are saved.
  await send(next, 'PUT', '/c', { body: 'c' });
  await timers.pass(600_000);
  expect(sent).toContain(refused);
  expect(pending(next, after)).toBe(0);
  await running.stop();
});
