import { expect, it } from 'vitest';
import { createMemoryCluster, warnings } from '../support/node/memory-cluster.ts';
import type { MemoryCluster } from '../support/node/memory-cluster-options.ts';
import { pending } from '../support/node/pending.ts';
import { send } from '../support/node/send.ts';

const renamed = 'a removed peer is there under another URL';

async function upload(cluster: MemoryCluster, path: string): Promise<string> {
  const response = await send(cluster.node('a'), 'PUT', path, { body: path });
  expect(response.status).toBe(201);
  return (response.headers.get('location') as string).slice(1);
}

/**
 * A node whose peer has shown its id, and then rejected a file whose segment is dropped; the peer's
 * host has a second name.
 */
async function clusterWithRefusal(): Promise<{ cluster: MemoryCluster; refused: string }> {
  const cluster = await createMemoryCluster({ peers: { a: ['b'], b: ['a'] } });
  cluster.route = (to) => (to === 'alias' ? 'b' : to);
  await upload(cluster, '/met');
  await cluster.settle();
  return await refuseAtB(cluster);
}

/** Makes `b` reject a file, whose segment is dropped, and cuts the link to it. */
async function refuseAtB(
  cluster: MemoryCluster,
): Promise<{ cluster: MemoryCluster; refused: string }> {
  const { storageDisk } = cluster.node('b');
  storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'create' && path.includes('staging')) throw new Error('refused');
  };
  const refused = await upload(cluster, '/refused');
  await cluster.turn();
  storageDisk.intercept = () => undefined;
  // Delivered while the rejected one waits for its retry, so that its segment can be dropped.
  for (let count = 0; count < 40; count += 1) await upload(cluster, `/${count}`);
  await cluster.turn();
  cluster.cut('a', 'b');
  await cluster.node('a').cluster.save();
  return { cluster, refused };
}

it('what a peer rejected reaches it under another URL', async () => {
  const { cluster, refused } = await clusterWithRefusal();
  await cluster.restartWith('a', ['alias']);
  await upload(cluster, '/later');
  cluster.heal();
  await cluster.settle();
  expect(cluster.stored('b')).toContain(refused);
  expect(cluster.node('a').ctx.peers.removed()).toEqual({});
  expect(warnings(cluster.node('a'))).toContain(renamed);
});

it('so it does where the URL was already that of a peer, another node until now', async () => {
  const cluster = await createMemoryCluster({ peers: { a: ['b', 'alias'], b: [], c: [] } });
  cluster.route = (to) => (to === 'alias' ? 'c' : to);
  await upload(cluster, '/met');
  await cluster.settle();
  const { refused } = await refuseAtB(cluster);
  cluster.route = (to) => (to === 'alias' ? 'b' : to);
  await cluster.restartWith('a', ['alias']);
  await upload(cluster, '/later');
  cluster.heal();
  await cluster.settle();
  await cluster.node('a').cluster.save();
  await cluster.settle();
  expect(warnings(cluster.node('a'))).toContain(renamed);
  expect(cluster.stored('b')).toContain(refused);
});

it('another node at a new URL is not taken for the one that was removed', async () => {
  const cluster = await createMemoryCluster({ peers: { a: ['b'], b: [], c: [] } });
  await upload(cluster, '/met');
  await cluster.settle();
  cluster.cut('a', 'b');
  await upload(cluster, '/pending');
  await cluster.restartWith('a', ['c']);
  await cluster.settle();
  expect(cluster.node('a').ctx.peers.removed()['http://b']?.length).toBe(1);
  await cluster.restartWith('a', ['b', 'c']);
  expect(pending(cluster.node('a'), 'http://b')).toBe(1);
});

it('the id of a peer is remembered over restarts', async () => {
  const cluster = await createMemoryCluster({ peers: { a: ['b'], b: [] } });
  await upload(cluster, '/met');
  await cluster.settle();
  for (let start = 0; start < 2; start += 1) await cluster.restart('a', 'restartAfterCrash');
  const saved = new TextDecoder().decode(cluster.node('a').queueDisk.read('peers.json'));
  expect(saved).toContain(`"nodeId": "${cluster.node('b').ctx.config.nodeId}"`);
});

it('what is pending for a never-contacted peer reaches it under another URL', async () => {
  const cluster = await createMemoryCluster({ peers: { a: ['b'], b: [] } });
  cluster.route = (to) => (to === 'alias' ? 'b' : to);
  cluster.cut('a', 'b');
  const refused = await upload(cluster, '/refused');
  await cluster.turn();
  for (let count = 0; count < 40; count += 1) await upload(cluster, `/${count}`);
  await cluster.turn();
  await cluster.node('a').cluster.save();
  await cluster.restartWith('a', ['alias']);
  cluster.heal();
  await cluster.settle();
  expect(cluster.stored('b')).toContain(refused);
  expect(cluster.stored('b')).toHaveLength(41);
});
