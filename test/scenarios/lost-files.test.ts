import { expect, it } from 'vitest';
import type { PeerReport } from '../../lib/pending/peers.ts';
import { createMemoryCluster } from '../support/node/memory-cluster.ts';
import type { MemoryCluster } from '../support/node/memory-cluster-options.ts';
import { send } from '../support/node/send.ts';
import { settleMicrotasks } from '../support/node/settle-microtasks.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

/** Lets seconds pass in which nodes compare what they hold. */
async function pass(cluster: MemoryCluster, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await cluster.turn();
    for (const id of 'ab') cluster.node(id).clock.ms += 1000;
  }
}

const reportOf = (cluster: MemoryCluster, id: string): PeerReport =>
  Object.values(cluster.node(id).ctx.peers.report())[0] as PeerReport;

const bothInSync = (cluster: MemoryCluster): unknown[] =>
  ['a', 'b'].map((id) => reportOf(cluster, id).inSync);

/** Two nodes with ten files that were found equal long after those were stored; with the paths. */
async function createEqualNodes(): Promise<{ cluster: MemoryCluster; paths: readonly string[] }> {
  const peers = { a: ['b'], b: ['a'] };
  const cluster = await createMemoryCluster({ peers, readThrough: true, repairs: true });
  const paths: string[] = [];
  for (let count = 0; count < 10; count += 1) {
    const response = await send(cluster.node('a'), 'PUT', `/${count}.txt`, { body: `${count}` });
    paths.push(response.headers.get('location') as string);
  }
  await pass(cluster, 400);
  expect(bothInSync(cluster)).toEqual([true, true]);
  return { cluster, paths };
}

/** Removes all files of a node, whose storage is made again by an upload; with those it has then. */
async function loseFiles(cluster: MemoryCluster, id: string): Promise<readonly string[]> {
  cluster.node(id).storageDisk.wipe('');
  await send(cluster.node(id), 'PUT', '/new.txt', { body: 'new' });
  await settleMicrotasks();
  return cluster.stored(id);
}

it.each(['a', 'b'])(
  'a node that has lost all files as it runs gets them from its peer: %s',
  async (id) => {
    const { cluster, paths } = await createEqualNodes();
    expect(await loseFiles(cluster, id)).toHaveLength(1);
    for (const path of paths.slice(0, 5)) {
      expect((await send(cluster.node(id), 'GET', path)).status).toBe(200);
    }
    await pass(cluster, 20);
    expect(cluster.stored(id)).toHaveLength(11);
    expect(bothInSync(cluster)).toEqual([true, true]);
  },
);

it.each(['a', 'b'])(
  'no node says that both hold the same once one has lost its files: %s',
  async (id) => {
    const { cluster } = await createEqualNodes();
    await loseFiles(cluster, id);
    const own = reportOf(cluster, id);
    expect([own.inSync, reportOf(cluster, id === 'a' ? 'b' : 'a').inSync]).toEqual([null, true]);
    // As soon as the node that has lost them has compared, its peer knows it, too.
    for (let second = 0; reportOf(cluster, id).comparedAt === own.comparedAt; second += 1) {
      expect(second).toBeLessThan(6);
      await pass(cluster, 1);
    }
    expect(bothInSync(cluster)).not.toContain(true);
  },
);

it('what a peer brings along when it starts again is read from there, whatever was equal', async () => {
  const { cluster } = await createEqualNodes();
  const old = `/old_1600000000_${sha1Of('old')}.txt`;
  expect((await send(cluster.node('a'), 'GET', old)).status).toBe(404);
  cluster.node('b').storageDisk.write(old.slice(1), 'old');
  await cluster.restart('b', 'restart');
  // Before either node has compared anything with the other, and sent what that lacks.
  cluster.lossOf = ({ name }) => (name === '_compare' ? 'request' : undefined);
  await send(cluster.node('a'), 'PUT', '/new.txt', { body: 'new' });
  await pass(cluster, 15);
  expect((await send(cluster.node('a'), 'GET', old)).status).toBe(200);
});
