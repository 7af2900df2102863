import { expect, test } from 'vitest';
import { firstOf } from '../support/cluster/peer-proxy.ts';
import {
  expectConverged,
  startTestCluster,
  withinTheContract,
} from '../support/cluster/start-test-cluster.ts';
import { listStaged } from '../support/disk/disk-view.ts';
import { read, remove, upload } from '../support/http/client.ts';

const large = Buffer.alloc(3_000_000, 'a file of more than one chunk. ');

test('a file whose first three transfers are corrupted arrives intact', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const link = cluster.link('a', 'b');
  link.faultOf = firstOf('PUT', 3, { kind: 'corrupt' });
  const path = await upload(a, 'a.txt', 'content');
  await expect.poll(() => read(b, path), withinTheContract).toBe('content');
  // The file can be read before the response to its sender is on the link.
  await expectConverged(cluster.nodes);
  expect(
    link.requests.filter(({ method }) => method === 'PUT').map(({ status }) => status),
  ).toEqual([400, 400, 400, 201]);
  expect(listStaged(b.storage)).toEqual([]);
});

test('a file whose transfer breaks off again and again arrives intact', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const link = cluster.link('a', 'b');
  let cuts = 0;
  // An offer has no body.
  link.faultOf = ({ method, headers }) => {
    if (method !== 'PUT' || headers['content-length'] === '0' || cuts === 3) return undefined;
    cuts += 1;
    return { kind: 'cut', afterBytes: 500_000 };
  };
  const path = await upload(a, 'a.bin', large);
  await expect.poll(() => read(b, path), withinTheContract).toBe(large.toString());
  expect(cuts).toBe(3);
  const puts = link.requests.filter(({ method }) => method === 'PUT');
  expect(puts.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
  await expectConverged(cluster.nodes);
  expect(listStaged(b.storage)).toEqual([]);
});

test('a peer whose responses are lost is sent the operations again, and does nothing twice', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const link = cluster.link('a', 'b');
  link.faultOf = (request) => (request.index < 2 ? { kind: 'loseReply' } : undefined);
  const kept = await upload(a, 'kept.txt', 'kept');
  const deleted = await upload(a, 'deleted.txt', 'deleted');
  expect(await remove(a, deleted)).toBe(200);
  await expectConverged(cluster.nodes);
  expect(await read(b, kept)).toBe('kept');
  expect(await read(b, deleted)).toBe(404);
  const bodies = link.requests.filter(({ bodyBytes }) => bodyBytes > 0);
  expect(new Set(bodies.map((request) => request.path)).size).toBe(bodies.length);
});
