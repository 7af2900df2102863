import { expect, test } from 'vitest';
import {
  expectConverged,
  pendingOf,
  readQueues,
  startTestCluster,
} from '../support/cluster/start-test-cluster.ts';
import { listStored } from '../support/disk/disk-view.ts';
import { read, remove, upload } from '../support/http/client.ts';

test('a peer that was down gets everything once it is back', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const early = await upload(a, 'early.txt', 'early');
  await expectConverged(cluster.nodes);
  await b.stop();
  // Nobody listens there: the link itself goes down, not only the node behind it.
  await cluster.link('a', 'b').close();

  const late = await upload(a, 'late.txt', 'late');
  expect(await remove(a, early)).toBe(200);
  expect(await pendingOf(a)).toBe(2);
  await expect.poll(async () => Object.values(await readQueues(a))[0]?.state).toBe('down');
  await cluster.reopen('a', 'b');
  await b.start();
  await expectConverged(cluster.nodes);
  expect(await read(b, late)).toBe('late');
  expect(await read(b, early)).toBe(404);
});

test('what is pending survives a restart of the sender', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  await b.stop();
  for (let file = 0; file < 20; file += 1) await upload(a, `${file}.txt`, `${file}`);
  expect(await a.stop()).toBe(0);
  await a.start();
  expect(await pendingOf(a)).toBe(20);
  await b.start();
  await expectConverged(cluster.nodes);
  expect(listStored(b.storage)).toHaveLength(20);
});

test('U3: what a killed node had stored, acknowledged or not, reaches its peer', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  await b.stop();
  for (let round = 0; round < 5; round += 1) {
    let acknowledged = 0;
    const uploads = Array.from({ length: 40 }, async (_, file) => {
      await upload(a, `${round}/${file}.txt`, `${round} ${file}`);
      acknowledged += 1;
      if (acknowledged === 10 + round) await a.stop('SIGKILL');
    });
    await Promise.allSettled(uploads);
    await a.start();
  }
  const stored = listStored(a.storage);
  expect(stored.length).toBeGreaterThanOrEqual(50);
  await b.start();
  await expectConverged(cluster.nodes);
  expect(listStored(b.storage).sort()).toEqual(listStored(a.storage).sort());
});
