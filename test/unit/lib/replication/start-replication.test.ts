import { expect, it } from 'vitest';
import type { PeerSet } from '../../../../lib/replication/peer-set.ts';
import { startReplication } from '../../../../lib/replication/start-replication.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';
import { send } from '../../../support/node/send.ts';
import { createVirtualRetry } from '../../../support/node/virtual-retry.ts';

const peer = 'http://peer';

async function setUp(probeIntervalMs?: number) {
  const node = await createTestContext({ config: { peerUrls: [peer] } });
  const timers = createManualTimers(node.clock);
  let saves = 0;
  const failing = { isFailing: false };
  const peers: PeerSet = {
    ...node.cluster,
    async save() {
      saves += 1;
      if (failing.isFailing) throw new Error('ENOSPC');
      await node.cluster.save();
    },
  };
  const sent: string[] = [];
  const running = startReplication({
    peers,
    ctx: node.ctx,
    connect: () => ({
      async send({ name }) {
        sent.push(name);
        return { status: 201, nodeId: '00000000000000aa', instance: '00000000000000a1' };
      },
    }),
    concurrency: 4,
    timers,
    retry: createVirtualRetry(timers),
    ...(probeIntervalMs !== undefined && { probeIntervalMs }),
  });
  node.onOperation(() => running.wake());
  return { node, timers, running, sent, failing, saves: () => saves };
}

it('sends what comes at once, and saves how far the peer is every two seconds', async () => {
  const { node, timers, running, sent, saves } = await setUp();
  await send(node, 'PUT', '/a.txt', { body: 'a' });
  await timers.pass(0);
  expect(sent).toHaveLength(1);
  expect(node.ctx.peers.report()[peer]?.length).toBe(0);
  expect(saves()).toBe(0);
  await timers.pass(6000);
  expect(saves()).toBe(3);
  await running.stop();
  expect(saves()).toBe(4);
  await timers.pass(60_000);
  expect(saves()).toBe(4);
});

it('probes its peers when a process that is new has sent a request', async () => {
  const { node, timers, running, sent } = await setUp(60_000);
  await timers.pass(1000);
  const early = sent.length;
  const headers = {
    'User-Agent': 'cockatiel/1.0',
    'X-Cockatiel-Node': '00000000000000bb',
    'X-Cockatiel-Instance': '00000000000000b1',
  };
  await send(node, 'HEAD', '/_status', { headers });
  await timers.pass(1000);
  expect(sent.length).toBeGreaterThan(early);
  expect(new Set(sent)).toEqual(new Set(['_status', 'probe']));
  await running.stop();
});

it('goes on saving after saves that failed, and logs when that begins and ends', async () => {
  const { node, timers, running, failing, saves } = await setUp();
  const logged = () => node.logLines.filter(({ level }) => level === 'warn');
  failing.isFailing = true;
  await timers.pass(20_000);
  expect(logged()).toHaveLength(1);
  failing.isFailing = false;
  await timers.pass(60_000);
  expect(saves()).toBe(40);
  expect(logged()).toHaveLength(1);
  await timers.pass(2000);
  expect(logged().map(({ message }) => message)).toEqual([
    'peer positions could not be saved; will retry',
    'peer positions are saved again',
  ]);
  await running.stop();
});
