import { expect, test } from 'vitest';
import {
  expectConverged,
  pendingOf,
  startTestCluster,
  withinTheContract,
} from '../support/cluster/start-test-cluster.ts';
import { listStored, readJournal, sha1 } from '../support/disk/disk-view.ts';
import { read, remove, upload } from '../support/http/client.ts';

test('in a chain A–B–C uploads and deletions get from either end to the other', async () => {
  const cluster = await startTestCluster('abc', { pairs: ['ab', 'bc'] });
  const [a, c] = [cluster.node('a'), cluster.node('c')];
  const fromA = await Promise.all(['1', '2', '3'].map((name) => upload(a, `a/${name}`, name)));
  const fromC = await Promise.all(['1', '2', '3'].map((name) => upload(c, `c/${name}`, name)));
  await expectConverged(cluster.nodes);
  expect(listStored(a.storage)).toHaveLength(6);
  expect(await read(c, fromA[0] ?? '')).toBe('1');

  expect(await remove(c, fromA[0] ?? '')).toBe(200);
  expect(await remove(a, fromC[1] ?? '')).toBe(200);
  await expectConverged(cluster.nodes);
  expect(listStored(a.storage)).toHaveLength(4);
});

test('operations on A reach C while the link between A and C is cut', async () => {
  const cluster = await startTestCluster('abc');
  const [a, c] = [cluster.node('a'), cluster.node('c')];
  cluster.partition('a', 'c');
  const kept = await upload(a, 'kept.txt', 'kept');
  const deleted = await upload(a, 'deleted.txt', 'deleted');
  await expect.poll(() => read(c, deleted), withinTheContract).toBe('deleted');
  expect(await remove(a, deleted)).toBe(200);
  await expect.poll(() => read(c, deleted), withinTheContract).toBe(404);
  expect(await read(c, kept)).toBe('kept');
  expect(await pendingOf(a)).toBeGreaterThan(0);

  cluster.heal('a', 'c');
  await expectConverged(cluster.nodes);
});

test('U15: a deletion that overtakes its upload, whose origin is down, removes the file everywhere', async () => {
  const cluster = await startTestCluster('abc');
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  cluster.link('a', 'b').faultOf = () => ({ kind: 'hold' });
  cluster.link('c', 'b').faultOf = () => ({ kind: 'hold' });
  const path = await upload(a, 'a.txt', 'content');
  await expect.poll(() => read(c, path), withinTheContract).toBe('content');
  await a.stop('SIGKILL');

  expect(await remove(b, path)).toBe(404);
  await expect.poll(() => read(c, path), withinTheContract).toBe(404);
  cluster.link('a', 'b').faultOf = () => undefined;
  cluster.heal('c', 'b');
  await a.start();
  await expectConverged(cluster.nodes);
  for (const node of cluster.nodes) {
    expect(listStored(node.storage)).toEqual([]);
    expect(await read(node, path)).toBe(404);
  }
});

test('U15: the deletion of an unknown file that a peer sends is recorded and forwarded', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const path = `/a_1_${sha1('content')}.txt`;
  const headers = { 'User-Agent': 'cockatiel/1.0' };
  const deletion = await fetch(a.url + path, { method: 'DELETE', headers });
  expect(deletion.status).toBe(404);
  await expectConverged(cluster.nodes);
  for (const { url, queue } of [a, b]) {
    const late = await fetch(url + path, { method: 'PUT', headers, body: 'content' });
    expect(late.status).toBe(409);
    expect(readJournal(queue)).toEqual(new Set([`DELETE ${path.slice(1)}`]));
  }
});
