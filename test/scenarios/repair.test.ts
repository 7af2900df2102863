import { describe, expect, it } from 'vitest';
import type { PeerReport } from '../../lib/pending/peers.ts';
import { createMemoryCluster } from '../support/node/memory-cluster.ts';
import type { MemoryCluster } from '../support/node/memory-cluster-options.ts';
import { send } from '../support/node/send.ts';

const all = { a: ['b', 'c'], b: ['a', 'c'], c: ['a', 'b'] };

async function upload(cluster: MemoryCluster, id: string, name: string): Promise<string> {
  const response = await send(cluster.node(id), 'PUT', `/${name}`, { body: `content of ${name}` });
  return response.headers.get('location') as string;
}

async function statusOf(cluster: MemoryCluster, id: string, path: string): Promise<number> {
  return (await send(cluster.node(id), 'GET', path)).status;
}

/** Lets seconds pass. */
async function pass(cluster: MemoryCluster, ids: string, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await cluster.turn();
    for (const id of ids) cluster.node(id).clock.ms += 1000;
  }
}

function reportsOf(cluster: MemoryCluster, id: string): readonly PeerReport[] {
  return Object.values(cluster.node(id).ctx.peers.report());
}

/** Ten files of which three are deleted, everywhere; returns their paths. */
async function fill(cluster: MemoryCluster): Promise<{ kept: string[]; deleted: string[] }> {
  const paths: string[] = [];
  for (let count = 0; count < 10; count += 1) {
    paths.push(await upload(cluster, 'abc'.charAt(count % 3), `dir-${count % 2}/${count}.txt`));
  }
  await cluster.settle();
  const deleted = paths.slice(0, 3);
  for (const path of deleted) await send(cluster.node('a'), 'DELETE', path);
  await cluster.settle();
  return { kept: paths.slice(3), deleted };
}

async function expectEqual(
  cluster: MemoryCluster,
  ids: string,
  { kept, deleted }: { kept: readonly string[]; deleted: readonly string[] },
): Promise<void> {
  const names = kept.map((path) => path.slice(1)).sort();
  for (const id of ids) {
    expect([id, cluster.stored(id)]).toEqual([id, names]);
    for (const path of deleted) expect(await statusOf(cluster, id, path)).toBe(404);
    for (const path of deleted) {
      const body = `content of ${path.slice(1).replace(/_.*/u, '.txt')}`;
      const again = await send(cluster.node(id), 'PUT', path, {
        body,
        headers: { 'User-Agent': 'cockatiel/0.0.0' },
      });
      expect(again.status).toBe(409);
    }
    expect(reportsOf(cluster, id).map(({ inSync, pending }) => [inSync, pending])).toEqual(
      reportsOf(cluster, id).map(() => [true, 0]),
    );
  }
}

describe('a node that lost', () => {
  it.each([
    ['its files and its journal', ['storage', 'queue']],
    ['its files', ['storage']],
    ['its journal', ['queue']],
  ])('%s gets everything back, deletions too', async (_, lost) => {
    const cluster = await createMemoryCluster({ peers: all, repairs: true });
    const files = await fill(cluster);
    const { storageDisk, queueDisk } = cluster.node('b');
    for (const path of lost.includes('storage') ? ['dir-0', 'dir-1'] : []) storageDisk.wipe(path);
    if (lost.includes('queue')) queueDisk.wipe('');
    await cluster.restart('b', 'restartAfterKill');
    await pass(cluster, 'abc', 150);
    await expectEqual(cluster, 'abc', files);
  });
});

it('a node that is restored from a backup deletes what was deleted since', async () => {
  const cluster = await createMemoryCluster({ peers: all, repairs: true });
  const files = await fill(cluster);
  const { storageDisk, queueDisk } = cluster.node('b');
  queueDisk.wipe('');
  for (const path of files.deleted) {
    const name = path.slice(1);
    storageDisk.write(name, `content of ${name.replace(/_.*/u, '.txt')}`);
  }
  await cluster.restart('b', 'restartAfterKill');
  await pass(cluster, 'abc', 150);
  await expectEqual(cluster, 'abc', files);
});

it('the end of a chain gets what the middle has lost, once the middle has it again', async () => {
  const cluster = await createMemoryCluster({
    peers: { a: ['b'], b: ['a', 'c'], c: ['b'] },
    repairs: true,
  });
  const path = await upload(cluster, 'a', 'early.txt');
  await cluster.settle();
  cluster.cut('b', 'c');
  const late = await upload(cluster, 'a', 'late.txt');
  await pass(cluster, 'abc', 10);
  for (const disk of [cluster.node('b').storageDisk, cluster.node('b').queueDisk]) disk.wipe('');
  await cluster.restart('b', 'restartAfterKill');
  cluster.heal();
  await pass(cluster, 'abc', 300);
  await expectEqual(cluster, 'abc', { kept: [path, late], deleted: [] });
});

it('what is on its way is sent once', async () => {
  const cluster = await createMemoryCluster({ peers: { a: ['b'], b: ['a'] }, repairs: true });
  for (let count = 0; count < 100; count += 1) {
    await upload(cluster, 'a', `${count}.txt`);
    await pass(cluster, 'ab', 1);
  }
  await pass(cluster, 'ab', 70);
  expect(cluster.requests.filter(({ method }) => method === 'PUT')).toHaveLength(100);
  expect(reportsOf(cluster, 'a')[0]).toMatchObject({ inSync: true, repaired: 0 });
});

it.each(['legacyNodes', 'older'] as const)('a peer of %s is left alone', async (kind) => {
  const peers = { a: ['b'], b: ['a'] };
  const cluster = await createMemoryCluster({ peers, [kind]: ['b'], repairs: true });
  await upload(cluster, 'a', 'file.txt');
  await pass(cluster, 'ab', 120);
  expect(cluster.stored('b')).toHaveLength(1);
  expect(reportsOf(cluster, 'a')[0]).toMatchObject({ repaired: 0, pending: 0 });
});

it('what a node has lost is sent by one peer alone where the other can not compare', async () => {
  const cluster = await createMemoryCluster({ peers: all, legacyNodes: ['c'], repairs: true });
  const { kept } = await fill(cluster);
  cluster.node('b').storageDisk.wipe('dir-0');
  cluster.node('b').storageDisk.wipe('dir-1');
  await cluster.restart('b', 'restartAfterKill');
  await pass(cluster, 'abc', 150);
  expect(cluster.stored('b')).toEqual(kept.map((path) => path.slice(1)).sort());
});
