import { expect, test } from 'vitest';
import {
  expectConverged,
  pendingOf,
  startTestCluster,
  withinTheContract,
} from '../support/cluster/start-test-cluster.ts';
import { startStubPeer } from '../support/cluster/stub-peer.ts';
import { read, remove, upload } from '../support/http/client.ts';

const respondWith200 = () => startStubPeer((_request, response) => response.end('OK'));

test('a server in the place of a peer that responds 200 to everything acknowledges nothing', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const ways = [cluster.link('a', 'b'), cluster.link('b', 'a')] as const;
  const deletedOnA = await upload(a, '1.txt', '1');
  const deletedOnB = await upload(b, '2.txt', '2');
  await expectConverged(cluster.nodes);

  const impostor = await respondWith200();
  for (const way of ways) {
    way.target = impostor.url;
    way.dropConnections();
  }
  const fromA = await upload(a, '3.txt', '3');
  const fromB = await upload(b, '4.txt', '4');
  await remove(a, deletedOnA);
  await remove(b, deletedOnB);
  // Once it did not confirm an operation, its status is requested, and nothing more is sent.
  const questions = () => impostor.requests.filter((one) => one === 'GET /_status').length;
  await expect.poll(questions, withinTheContract).toBeGreaterThan(4);
  expect(await Promise.all([pendingOf(a), pendingOf(b)])).toEqual([2, 2]);

  ways[0].target = b.url;
  ways[1].target = a.url;
  await expectConverged(cluster.nodes);
  expect(await read(b, fromA)).toBe('3');
  expect(await read(a, fromB)).toBe('4');
  expect(await read(b, deletedOnA)).toBe(404);
  expect(await read(a, deletedOnB)).toBe(404);
});

test('an impostor at the URL of a peer not contacted since the start acknowledges nothing', async () => {
  const cluster = await startTestCluster('abc', { pairs: ['ab', 'bc'] });
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  const [way, back] = [cluster.link('b', 'c'), cluster.link('c', 'b')];
  const unwanted = await upload(c, 'unwanted.txt', 'unwanted');
  await expectConverged(cluster.nodes);
  await b.stop();
  await b.start();

  const impostor = await respondWith200();
  way.target = impostor.url;
  back.target = impostor.url;
  way.dropConnections();
  back.dropConnections();
  const forwarded = await upload(a, 'forwarded.txt', 'forwarded');
  const own = await upload(b, 'own.txt', 'own');
  expect(await remove(a, unwanted)).toBe(200);
  const questions = () => impostor.requests.filter((one) => one === 'GET /_status').length;
  await expect.poll(questions, withinTheContract).toBeGreaterThan(4);
  await expect.poll(() => pendingOf(a)).toBe(0);
  expect(await pendingOf(b)).toBe(3);
  expect(await remove(b, own)).toBe(200);
  const before = questions();
  await expect.poll(questions, withinTheContract).toBeGreaterThan(before);

  way.target = c.url;
  back.target = b.url;
  await expectConverged(cluster.nodes);
  expect(await read(c, forwarded)).toBe('forwarded');
  expect(await read(c, unwanted)).toBe(404);
});
