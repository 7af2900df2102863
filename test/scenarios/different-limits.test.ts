import { expect, it } from 'vitest';
import { systemError } from '../support/disk/memory-tree.ts';
import { createMemoryCluster, warnings } from '../support/node/memory-cluster.ts';
import type { MemoryCluster } from '../support/node/memory-cluster-options.ts';
import { send } from '../support/node/send.ts';

const rejects = 'a peer rejects operations that this node has accepted';
const accepts = 'a peer accepts the operations that it rejected';

async function upload(cluster: MemoryCluster, name: string): Promise<void> {
  const response = await send(cluster.node('a'), 'PUT', `/${name}`, { body: 'content' });
  expect(response.status).toBe(201);
}

/** Lets so many seconds pass on all nodes. */
async function pass(cluster: MemoryCluster, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    for (const id of ['a', 'b']) cluster.node(id).clock.ms += 1000;
    await cluster.turn();
  }
}

it('a name that a peer refuses is named with its reason, and the end is logged', async () => {
  const cluster = await createMemoryCluster({ peers: { a: ['b'], b: ['a'] } });
  const { storageDisk } = cluster.node('b');
  storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'rename' && path.includes('odd')) throw systemError('EINVAL', path);
  };
  await upload(cluster, 'odd');
  await upload(cluster, 'plain');
  // As often as would make a peer `down` that rejects different operations.
  await pass(cluster, 600);
  const report = () => cluster.node('a').ctx.peers.report()['http://b'];
  expect(report()).toMatchObject({ pending: 1, state: 'up', clockOffsetSeconds: 0 });
  expect(report()?.refused).toEqual([
    { reason: expect.stringMatching(/^it responded 400: The disk of this node/u), count: 1 },
  ]);
  expect(warnings(cluster.node('a'))).toEqual([rejects]);

  storageDisk.intercept = () => undefined;
  await cluster.settle();
  expect(report()?.refused).toEqual([]);
  await pass(cluster, 61);
  await upload(cluster, 'later');
  await cluster.settle();
  expect(warnings(cluster.node('a'))).toEqual([rejects, accepts]);
});

it('a fault of the peer is logged when it lasts, and a restart of this node forgets neither', async () => {
  const cluster = await createMemoryCluster({ peers: { a: ['b'], b: ['a'] } });
  cluster.node('b').storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'rename' && path.includes('odd')) throw systemError('EACCES', path);
  };
  await upload(cluster, 'odd');
  await pass(cluster, 59);
  const refused = () => cluster.node('a').ctx.peers.report()['http://b']?.refused;
  expect(refused()).toEqual([{ reason: 'it responded 500', count: 1 }]);
  expect(warnings(cluster.node('a'))).not.toContain(rejects);
  await pass(cluster, 60);
  expect(warnings(cluster.node('a')).filter((line) => line === rejects)).toHaveLength(1);
  await cluster.restart('a', 'restart');
  await pass(cluster, 1);
  expect(refused()).toEqual([{ reason: 'it responded 500', count: 1 }]);
});

it('a clock that is set while a node runs is logged, and its end', async () => {
  const cluster = await createMemoryCluster({ peers: { a: ['b'], b: ['a'] } });
  await upload(cluster, 'one');
  await cluster.settle();
  expect(warnings(cluster.node('a'))).toEqual([]);
  cluster.node('b').clock.ms += 31_000;
  for (const name of ['two', 'three']) {
    await upload(cluster, name);
    await cluster.settle();
  }
  const offset = () => cluster.node('a').ctx.peers.report()['http://b']?.clockOffsetSeconds;
  expect(offset()).toBe(31);
  cluster.node('b').clock.ms -= 31_000;
  for (const name of ['four', 'five']) {
    await upload(cluster, name);
    await cluster.settle();
    await pass(cluster, 61);
  }
  expect(offset()).toBe(0);
  expect(warnings(cluster.node('a'))).toEqual([
    "a peer's clock and this node's differ",
    "a peer's clock agrees with this node's again",
  ]);
});
