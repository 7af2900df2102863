import { describe, expect, it } from 'vitest';
import { countRecords } from '../support/disk/count-records.ts';
import { createMemoryCluster } from '../support/node/memory-cluster.ts';
import type { MemoryCluster } from '../support/node/memory-cluster-options.ts';
import { send } from '../support/node/send.ts';

const mesh = { a: ['b', 'c'], b: ['a', 'c'], c: ['a', 'b'] };
/** So few that most of the files in flight fall out of every window. */
const windows = {
  rememberedCopies: 20,
  rememberedDirectories: 3,
  batchRecords: 20,
  maxSetAside: 20,
  maxWaiting: 20,
};
const files = 200;

/** Three nodes, of which the last was away while so many files came to the first. */
async function clusterWithBacklog(): Promise<MemoryCluster> {
  const cluster = await createMemoryCluster({ peers: mesh, windows });
  cluster.cut('a', 'c');
  cluster.cut('b', 'c');
  for (let file = 0; file < files; file += 1) {
    await send(cluster.node('a'), 'PUT', `/${file % 7}/${file}`, { body: `${file}` });
  }
  await cluster.turn();
  return cluster;
}

function recordsOf(cluster: MemoryCluster): number[] {
  return ['a', 'b', 'c'].map((id) => countRecords(cluster.node(id).queueDisk));
}

describe('more files in flight than a node remembers are recorded once on each node', () => {
  it.each(['restart', 'restartAfterKill', 'restartAfterCrash'] as const)(
    'where nodes are restarted meanwhile (%s)',
    async (how) => {
      const cluster = await clusterWithBacklog();
      for (const id of ['a', 'b']) await cluster.restart(id, how);
      cluster.heal();
      await cluster.settle();
      expect(cluster.stored('c')).toHaveLength(files);
      expect(recordsOf(cluster)).toEqual([files, files, files]);
    },
  );

  it('where no node is restarted', async () => {
    const cluster = await clusterWithBacklog();
    cluster.heal();
    await cluster.settle();
    expect(cluster.stored('c')).toHaveLength(files);
    expect(recordsOf(cluster)).toEqual([files, files, files]);
  });

  it('where a node that has lost its positions sends all that is on record again', async () => {
    const cluster = await clusterWithBacklog();
    cluster.node('a').queueDisk.wipe('peers.json');
    await cluster.restart('a', 'restartAfterKill');
    await cluster.restart('b', 'restartAfterKill');
    cluster.heal();
    await cluster.settle();
    expect(recordsOf(cluster)).toEqual([files, files, files]);
  });

  it('where the records of the receivers were dropped with their segments', async () => {
    const cluster = await clusterWithBacklog();
    cluster.heal();
    await cluster.settle();
    for (const id of ['a', 'b', 'c']) await cluster.restart(id, 'restart');
    const [file] = cluster.stored('a');
    const headers = { 'User-Agent': 'cockatiel/0.0.0', 'X-Cockatiel-Node': '00000000000000ff' };
    const segments = cluster
      .node('a')
      .queueDisk.paths()
      .filter((path) => /^journal/u.test(path));
    expect(segments).toHaveLength(1);
    for (const id of ['a', 'b', 'c']) {
      const response = await send(cluster.node(id), 'PUT', `/${file}`, { body: '0', headers });
      expect(response.status).toBe(302);
    }
    expect(recordsOf(cluster)).toEqual([files, files, files]);
  });
});
