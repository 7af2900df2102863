import { expect, it } from 'vitest';
import { decodeFingerprints } from '../../../../lib/inventory/comparison.ts';
import { bucketOf } from '../../../../lib/names/bucket-sums.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import type { PeerReplicator } from '../../../../lib/replication/peer-replicator.ts';
import { startRepairs } from '../../../../lib/replication/start-repairs.ts';
import { startReplication } from '../../../../lib/replication/start-replication.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';
import { namesOf } from '../../../support/node/start-test-filling.ts';
import { createVirtualRetry } from '../../../support/node/virtual-retry.ts';

it('checks the peers that are up each second, until it is stopped', async () => {
  const timers = createManualTimers({ ms: 0 });
  const states = { a: 'up', b: 'down', c: 'unauthorized', d: 'unknown' };
  const checked: string[] = [];
  const stopped: string[] = [];
  const peers = Object.keys(states).map((id) => ({
    status: () => ({ state: states[id as 'a'] }),
    repairer: {
      check: async () => void checked.push(id),
      stop: async () => void stopped.push(id),
    },
  })) as unknown as readonly PeerReplicator[];
  const stop = startRepairs(peers, timers);
  await timers.pass(2999);
  expect(checked).toEqual(['a', 'a']);
  states.b = 'up';
  await timers.pass(1);
  expect(checked).toEqual(['a', 'a', 'a', 'b']);
  await stop();
  await timers.pass(10_000);
  expect([checked.length, stopped, timers.count]).toEqual([4, ['a', 'b', 'c', 'd'], 0]);
});

it.each([true, false])('a node compares its files with its peers: %s', async (repairs) => {
  const node = await createTestContext({ config: { peerUrls: ['http://peer'] } });
  const timers = createManualTimers(node.clock);
  const posted: string[] = [];
  const ids = { nodeId: '00000000000000aa', instance: '00000000000000a1' };
  const running = startReplication({
    peers: node.cluster,
    ctx: node.ctx,
    connect: () => ({
      async send({ method, name }) {
        if (method !== 'POST') return { status: 200, isStatus: true, ...ids };
        posted.push(name);
        return { status: 200, content: '{"stored":[],"tombstones":[]}', ...ids };
      },
    }),
    concurrency: 4,
    timers,
    retry: createVirtualRetry(timers),
    probeIntervalMs: 1000,
    repairs,
  });
  await timers.pass(10_000);
  expect(posted).toEqual(repairs ? ['_compare'] : []);
  expect(node.ctx.peers.report()['http://peer']?.inSync).toBe(repairs ? true : null);
  await running.stop();
  expect(timers.count).toBe(0);
  await node.close();
});

it('a file among many that a peer lacks is found, and sent', async () => {
  const storageDisk = createMemoryDisk();
  const names = namesOf(700);
  for (const name of names) storageDisk.write(name, 'content');
  const clock = { ms: 1_700_000_000_000 };
  const timers = createManualTimers(clock);
  const config = { peerUrls: ['http://peer'] };
  const node = await createTestContext({ config, clock, timers, storageDisk });
  const ids = { nodeId: '00000000000000aa', instance: '00000000000000a1' };
  const last = names.at(-1) as StoredName;
  const fingerprint = node.ctx.inventory.fingerprintName(last);
  const sent: string[] = [];
  const running = startReplication({
    peers: node.cluster,
    ctx: node.ctx,
    connect: () => ({
      async send({ method, name, body }) {
        if (name === '_compare') {
          const stored = sent.length > 0 ? [] : [bucketOf(fingerprint)];
          return { status: 200, content: JSON.stringify({ stored, tombstones: [] }), ...ids };
        }
        if (name === '_wanted') {
          const asked = decodeFingerprints((await body?.read()) as Uint8Array);
          const stored = [asked?.stored.findIndex(({ low }) => low === fingerprint.low)];
          return { status: 200, content: JSON.stringify({ stored, tombstones: [] }), ...ids };
        }
        if (method === 'PUT' && body !== undefined) sent.push(name);
        if (method === 'PUT') return { status: body === undefined ? 404 : 201, ...ids };
        return { status: 200, isStatus: true, ...ids };
      },
    }),
    concurrency: 4,
    timers,
    retry: createVirtualRetry(timers),
    probeIntervalMs: 1000,
    repairs: true,
  });
  await timers.pass(20_000);
  expect(sent).toEqual([last]);
  expect(node.ctx.peers.report()['http://peer']).toMatchObject({
    repaired: 1,
    pending: 0,
    inSync: true,
  });
  await running.stop();
  await node.close();
  expect(timers.count).toBe(0);
});
