import { expect, test } from 'vitest';
import type { PeerProxy } from '../support/cluster/peer-proxy.ts';
import { expectConverged, startTestCluster } from '../support/cluster/start-test-cluster.ts';
import { inParallel, remove, upload } from '../support/http/client.ts';

/**
 * Those in a batch, too, each for itself: there are no more requests than that. A peer is asked for
 * its status, probed and compared, too, now and then.
 */
function countOperations(link: PeerProxy): number {
  const others = ['GET', 'POST'];
  return link
    .operations()
    .filter(({ method, path }) => !others.includes(method) && path !== '/probe').length;
}

test('in a cluster of two the first upload costs two requests at most, a later one costs one', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const links = [cluster.link('a', 'b'), cluster.link('b', 'a')];
  const count = () => links.reduce((sum, link) => sum + countOperations(link), 0);
  await upload(a, 'first.txt', 'first');
  await expectConverged(cluster.nodes);
  expect(count()).toBeLessThanOrEqual(2);

  const before = count();
  for (let file = 0; file < 10; file += 1) {
    await upload(file % 2 === 0 ? a : b, `${file}.txt`, `${file}`);
    await expectConverged(cluster.nodes);
  }
  // B's first upload: B has not contacted A yet, or has sent it one request.
  expect(count() - before).toBeLessThanOrEqual(11);
});

test('in a cluster of two the first deletion costs two requests at most, a later one costs one', async () => {
  const cluster = await startTestCluster('ab');
  const links = [cluster.link('a', 'b'), cluster.link('b', 'a')];
  const count = () => links.reduce((sum, link) => sum + countOperations(link), 0);
  const a = cluster.node('a');
  const paths: string[] = [];
  for (let file = 0; file < 5; file += 1) paths.push(await upload(a, `${file}.txt`, `${file}`));
  await expectConverged(cluster.nodes);
  const before = count();
  for (const path of paths) expect(await remove(a, path)).toBe(200);
  await expectConverged(cluster.nodes);
  expect(count() - before).toBe(paths.length);
});

test('U21: in a full mesh of three each body is sent exactly twice', async () => {
  const cluster = await startTestCluster('abc');
  const links = ['ab', 'ac', 'ba', 'bc', 'ca', 'cb'].map(([from = '', to = '']) =>
    cluster.link(from, to),
  );
  const moved = () => links.reduce((sum, link) => sum + link.bodyBytes('PUT'), 0);
  const large = Buffer.alloc(1_500_000, 'more than a megabyte ');
  const larger = Buffer.alloc(12_000_000, 'more than ten ');
  await upload(cluster.node('a'), 'large.bin', large);
  await expectConverged(cluster.nodes);
  expect(moved()).toBe(2 * large.length);

  await upload(cluster.node('b'), 'larger.bin', larger);
  await expectConverged(cluster.nodes);
  expect(moved()).toBe(2 * (large.length + larger.length));

  const before = moved();
  const files = Array.from({ length: 150 }, (_, file) => ({
    node: cluster.nodes[file % 3] ?? cluster.node('a'),
    name: `${file}.txt`,
    body: `${file} `.repeat(1 + file * 30),
  }));
  await inParallel(
    files,
    16,
    async ({ node, name, body }) => void (await upload(node, name, body)),
  );
  await expectConverged(cluster.nodes);
  expect(moved() - before).toBe(2 * files.reduce((sum, { body }) => sum + body.length, 0));
});

test('once all nodes have everything no operation is sent or asked about again', async () => {
  const cluster = await startTestCluster('abc');
  const links = ['ab', 'ac', 'ba', 'bc', 'ca', 'cb'].map(([from = '', to = '']) =>
    cluster.link(from, to),
  );
  const path = await upload(cluster.node('a'), 'a.txt', 'content');
  await remove(cluster.node('b'), path);
  await expectConverged(cluster.nodes);
  const counts = () => links.map(countOperations);
  const before = counts();
  for (const node of cluster.nodes) expect(await node.stop()).toBe(0);
  for (const node of cluster.nodes) await node.start();
  await expectConverged(cluster.nodes);
  expect(counts()).toEqual(before);
});
