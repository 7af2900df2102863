import { expect, test } from 'vitest';
import type { Fault } from '../support/cluster/forward-request.ts';
import {
  expectConverged,
  pendingOf,
  readQueues,
  startTestCluster,
  withinTheContract,
} from '../support/cluster/start-test-cluster.ts';
import { inParallel, read, upload } from '../support/http/client.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';

/** So that 40 seconds take four. */
const factor = 10;
/**
 * Much longer than the sender waits for `100 Continue` (10 s) and then for a response (30 s), also
 * where the sender is late.
 */
const delay: Fault = { kind: 'delay', ms: 900_000 / factor };
const drip: Fault = { kind: 'drip', everyMs: 1000 };
const processOptions = () => withShiftedTime({ factor });

test('a request that is delayed by minutes is aborted, and delays no other meanwhile', async () => {
  const cluster = await startTestCluster('abc', { processOptions });
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  await upload(a, 'first.txt', 'first');
  await expectConverged(cluster.nodes);
  const links = [cluster.link('a', 'b'), cluster.link('c', 'b')];
  for (const link of links) {
    link.faultOf = ({ path }) => (path.includes('slow') ? delay : undefined);
  }
  // So large that it goes alone each time: what is in one request is delayed together.
  const slowContent = 'slow'.repeat(40_000);
  const slow = await upload(a, 'slow.txt', slowContent);
  const files = Array.from({ length: 50 }, (_, file) => `${file}.txt`);
  const paths: string[] = [];
  await inParallel(files, 8, async (name) => void paths.push(await upload(a, name, name)));
  await expect.poll(() => read(c, slow)).toBe(slowContent);
  await expect
    .poll(async () => await Promise.all(paths.map((path) => read(b, path))))
    .not.toContain(404);
  expect(await read(b, slow)).toBe(404);
  await expect
    .poll(async () => Object.values(await readQueues(a)).map(({ lastError }) => lastError))
    .toContain('no data for 30 seconds');
  for (const link of links) link.faultOf = () => undefined;
  await expectConverged(cluster.nodes);
});

test('a delay of minutes both ways does not affect a third node, and all arrives once it ends', async () => {
  const cluster = await startTestCluster('abc', { pairs: ['ab', 'ac'], processOptions });
  const [a, c] = [cluster.node('a'), cluster.node('c')];
  for (const link of [cluster.link('a', 'b'), cluster.link('b', 'a')]) link.faultOf = () => delay;
  const paths: string[] = [];
  for (let file = 0; file < 50; file += 1) paths.push(await upload(a, `${file}.txt`, `${file}`));
  await expect
    .poll(async () => await Promise.all(paths.map((path) => read(c, path))))
    .not.toContain(404);
  await expect.poll(() => pendingOf(c)).toBe(0);
  expect(await pendingOf(a)).toBe(50);
  for (const link of [cluster.link('a', 'b'), cluster.link('b', 'a')]) {
    link.faultOf = () => undefined;
  }
  await expectConverged(cluster.nodes);
});

test('a body that arrives at a byte a second blocks neither other files nor a faster sender', async () => {
  const cluster = await startTestCluster('abc', { processOptions });
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  await upload(a, 'first.txt', 'first');
  await expectConverged(cluster.nodes);
  const slowContent = 'slow'.repeat(5000);
  cluster.link('a', 'b').faultOf = ({ path }) => (path.includes('slow') ? drip : undefined);
  cluster.link('c', 'b').faultOf = () => ({ kind: 'hold' });
  const slow = await upload(a, 'slow.txt', slowContent);
  await expect.poll(() => cluster.link('a', 'b').bodyBytes('PUT')).toBeGreaterThan(0);
  const other = await upload(a, 'other.txt', 'other');
  await expect.poll(() => read(b, other)).toBe('other');
  await expect.poll(() => read(c, slow)).toBe(slowContent);
  expect(await read(b, slow)).toBe(404);

  cluster.heal('c', 'b');
  await expect.poll(() => read(b, slow), withinTheContract).toBe(slowContent);
  cluster.heal('a', 'b');
  await expectConverged(cluster.nodes);
});
