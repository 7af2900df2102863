import { expect, test } from 'vitest';
import type { PeerReport } from '../../lib/pending/peers.ts';
import {
  type ClusterNode,
  expectConverged,
  readQueues,
  startTestCluster,
  type TestCluster,
} from '../support/cluster/start-test-cluster.ts';
import { listStaged, listStored } from '../support/disk/disk-view.ts';
import { inParallel, read, remove, upload } from '../support/http/client.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';

const mebibyte = 1024 * 1024;
/** So that the 60 seconds in which a node gives up a silent sender are six. */
const factor = 10;
/** Every wait for the node that stands still would be longer. */
const longestAnswerMs = 5000;

/** Freezes a node, and gives the way to let it go on. */
function freeze(node: ClusterNode): () => void {
  const { child } = node.process;
  child.kill('SIGSTOP');
  return () => void child.kill('SIGCONT');
}

async function queueFor(cluster: TestCluster, from: string, to: string): Promise<PeerReport> {
  const queue = (await readQueues(cluster.node(from)))[cluster.link(from, to).url];
  if (queue === undefined) throw new Error(`${from} knows nothing of ${to}.`);
  return queue;
}

/** Uploads as many files to each node, and gives their paths and how long the slowest one took. */
async function uploadMany(nodes: readonly ClusterNode[], many: number) {
  const paths: string[] = [];
  let slowestMs = 0;
  const files = nodes.flatMap((node) =>
    Array.from({ length: many }, (_, file) => ({ node, file })),
  );
  await inParallel(files, 6, async ({ node, file }) => {
    const begin = Date.now();
    paths.push(await upload(node, `${node.name}/${file}.txt`, `${node.name} ${file}`));
    slowestMs = Math.max(slowestMs, Date.now() - begin);
  });
  return { paths, slowestMs };
}

test('a node that stands still delays no other, and gets all it missed once it goes on', async () => {
  const cluster = await startTestCluster('abc');
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  const early = await upload(a, 'early.txt', 'early');
  await expectConverged(cluster.nodes);
  const large = await upload(a, 'large.bin', Buffer.alloc(24 * mebibyte, 'large '));
  await expect.poll(() => listStaged(b.storage).length, { interval: 1 }).toBeGreaterThan(0);
  const goOn = freeze(b);

  const { paths, slowestMs } = await uploadMany([a, c], 25);
  expect(await remove(c, early)).toBe(200);
  expect(slowestMs).toBeLessThan(longestAnswerMs);
  await expect.poll(async () => (await queueFor(cluster, 'a', 'c')).length).toBe(0);
  await expect.poll(async () => (await queueFor(cluster, 'c', 'a')).length).toBe(0);
  expect(listStored(c.storage).sort()).toEqual(listStored(a.storage).sort());
  for (const node of [a, c]) expect(await read(node, early)).toBe(404);
  for (const name of ['a', 'c']) {
    // What is for the node itself and what is to be passed on to it.
    const { length } = await queueFor(cluster, name, 'b');
    expect(length).toBeGreaterThanOrEqual(paths.length + 1);
  }
  const waiting = upload(b, 'waiting.txt', 'waiting');
  const ageOfOldest = async () => (await queueFor(cluster, 'a', 'b')).oldestAgeSeconds;
  await expect.poll(ageOfOldest).toBeGreaterThanOrEqual(3);

  goOn();
  expect(await read(b, await waiting)).toBe('waiting');
  await expectConverged(cluster.nodes);
  expect(listStored(b.storage)).toHaveLength(paths.length + 2);
  expect(listStored(b.storage)).toContain(large.slice(1));
  for (const node of cluster.nodes) expect(listStaged(node.storage)).toEqual([]);
});

test('a node that stands still while it sends holds up nobody, and begins again later', async () => {
  const processOptions = () => withShiftedTime({ factor });
  const cluster = await startTestCluster('abc', { processOptions });
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  await upload(b, 'first.txt', 'first');
  await expectConverged(cluster.nodes);
  const large = await upload(a, 'large.bin', Buffer.alloc(48 * mebibyte, 'large '));
  await expect.poll(() => listStaged(b.storage).length, { interval: 1 }).toBeGreaterThan(0);
  const goOn = freeze(a);

  const { paths, slowestMs } = await uploadMany([b, c], 10);
  expect(slowestMs).toBeLessThan(longestAnswerMs);
  await expect.poll(async () => (await queueFor(cluster, 'b', 'c')).length).toBe(0);
  await expect.poll(async () => (await queueFor(cluster, 'c', 'b')).length).toBe(0);
  for (const path of paths) expect(await read(b, path)).toBe(await read(c, path));
  await expect
    .poll(async () => (await queueFor(cluster, 'b', 'a')).lastError)
    .toBe('no data for 30 seconds');
  // Half a body is no file, and is not kept for ever.
  for (const node of [b, c]) await expect.poll(() => listStaged(node.storage)).toEqual([]);

  goOn();
  await expectConverged(cluster.nodes);
  for (const node of cluster.nodes) {
    expect(listStored(node.storage)).toHaveLength(paths.length + 2);
    expect(listStored(node.storage)).toContain(large.slice(1));
    expect(listStaged(node.storage)).toEqual([]);
  }
});
