import { expect, test } from 'vitest';
import {
  expectConverged,
  owed,
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
  // Nobody listens there: the way itself goes down, not only what is behind it.
  await cluster.link('a', 'b').close();

  const late = await upload(a, 'late.txt', 'late');
  expect(await remove(a, early)).toBe(200);
  expect(await owed(a)).toBe(2);
  await expect.poll(async () => Object.values(await readQueues(a))[0]?.state).toBe('down');
  await cluster.reopen('a', 'b');
  await b.start();
  await expectConverged(cluster.nodes);
  expect(await read(b, late)).toBe('late');
  expect(await read(b, early)).toBe(404);
});

test('what a node owes survives its own restart', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  await b.stop();
  for (let file = 0; file < 20; file += 1) await upload(a, `${file}.txt`, `${file}`);
  expect(await a.stop()).toBe(0);
  await a.start();
  expect(await owed(a)).toBe(20);
  await b.start();
  await expectConverged(cluster.nodes);
  expect(listStored(b.storage)).toHaveLength(20);
});

test('U3: what a killed node had stored, whether or not it had said so, reaches its peer', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  await b.stop();
  for (let life = 0; life < 5; life += 1) {
    let answered = 0;
    const uploads = Array.from({ length: 40 }, async (_, file) => {
      await upload(a, `${life}/${file}.txt`, `${life} ${file}`);
      answered += 1;
      if (answered === 10 + life) await a.stop('SIGKILL');
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
