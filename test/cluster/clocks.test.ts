import { expect, test } from 'vitest';
import {
  expectConverged,
  readQueues,
  startTestCluster,
} from '../support/cluster/start-test-cluster.ts';
import { read, remove, upload } from '../support/http/client.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';

const dayMs = 86_400_000;

test.each([
  ['a day fast', dayMs],
  ['a day slow', -dayMs],
])('a node whose clock is %s sends and receives everything', async (_, offsetMs) => {
  const cluster = await startTestCluster('abc', {
    processOptions: (name) => (name === 'b' ? withShiftedTime({ offsetMs }) : {}),
  });
  const paths: string[] = [];
  for (const node of cluster.nodes) paths.push(await upload(node, 'same.txt', 'same'));
  await expectConverged(cluster.nodes);
  const seconds = paths.map((path) => Number(path.split('_')[1]));
  const ahead = (seconds[1] ?? 0) - (seconds[0] ?? 0);
  expect(Math.abs(ahead * 1000 - offsetMs)).toBeLessThan(60_000);

  // Each file is deleted on another node than its origin, by a clock that may be behind it.
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  expect(await remove(b, paths[0] ?? '')).toBe(200);
  expect(await remove(c, paths[1] ?? '')).toBe(200);
  expect(await remove(a, paths[2] ?? '')).not.toBe(500);
  await expectConverged(cluster.nodes);
  for (const node of cluster.nodes) {
    for (const path of paths) expect(await read(node, path)).toBe(404);
  }
  const again = await upload(b, 'same.txt', 'same');
  await expectConverged(cluster.nodes);
  expect(await read(a, again)).toBe('same');
});

test.each([
  ['forward', dayMs],
  ['back', -dayMs],
])('U12: setting a clock %s by a day loses, reorders and delays nothing', async (_, offsetMs) => {
  const cluster = await startTestCluster('ab', {
    processOptions: (name) => (name === 'a' ? withShiftedTime({ offsetMs, steps: true }) : {}),
  });
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const before = await upload(a, 'before.txt', 'before');
  await expectConverged(cluster.nodes);
  // Rejected so often: deferred until a time that is now a day away.
  const link = cluster.link('a', 'b');
  link.faultOf = ({ method }) => (method === 'PUT' ? { kind: 'refuse' } : undefined);
  const pendingOne = await upload(a, 'pending.txt', 'pending');
  await expect.poll(async () => Object.values(await readQueues(a))[0]?.setAside).toBe(1);
  await expect.poll(() => link.count('PUT')).toBeGreaterThan(3);
  a.process.child.kill('SIGUSR2');
  expect(await remove(a, before)).toBe(200);
  link.faultOf = () => undefined;
  const after = await upload(a, 'after.txt', 'after');
  await expectConverged(cluster.nodes);
  expect(await Promise.all([before, pendingOne, after].map((path) => read(b, path)))).toEqual([
    404,
    'pending',
    'after',
  ]);
});
