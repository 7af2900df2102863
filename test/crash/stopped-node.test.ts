import { expect, test } from 'vitest';
import type { PeerReport } from '../../lib/pending/peers.ts';
import type { Fault } from '../support/cluster/forward-request.ts';
import {
  type ClusterNode,
  expectConverged,
  readQueues,
  startTestCluster,
  type TestCluster,
} from '../support/cluster/start-test-cluster.ts';
import { listPartials, listStaged, listStored } from '../support/disk/disk-view.ts';
import { inParallel, read, remove, upload } from '../support/http/client.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';

const mebibyte = 1024 * 1024;
/** So that the 60 seconds after which a node aborts a silent upload take six. */
const factor = 10;
/** A node that waited for the stopped one would do so for thirty seconds. */
const longestResponseMs = 20_000;

/** The bodies that a node has the beginning of; where the sender has met it, they can be resumed. */
function listArriving({ storage }: ClusterNode): string[] {
  return [...listStaged(storage), ...listPartials(storage)];
}

/** Stops a node with SIGSTOP, and returns a way to let it continue. */
function freeze(node: ClusterNode): () => void {
  const { child } = node.process;
  child.kill('SIGSTOP');
  return () => void child.kill('SIGCONT');
}

/** Lets bodies pass slowly between two nodes, and after `end` as fast as any, also those begun. */
function slowDown(cluster: TestCluster, from: string, to: string): { end(): void } {
  const throttle = { kind: 'throttle', bytesPerSecond: mebibyte } satisfies Fault;
  const link = cluster.link(from, to);
  link.faultOf = () => throttle;
  return {
    end() {
      throttle.bytesPerSecond = Infinity;
      link.faultOf = () => undefined;
    },
  };
}

async function queueFor(cluster: TestCluster, from: string, to: string): Promise<PeerReport> {
  const queue = (await readQueues(cluster.node(from)))[cluster.link(from, to).url];
  if (queue === undefined) throw new Error(`${from} knows nothing of ${to}.`);
  return queue;
}

/** Uploads as many files to each node, and returns their paths and the time of the slowest one. */
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

test('a node that is stopped delays no other, and gets all it missed once it continues', async () => {
  const cluster = await startTestCluster('abc');
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  const early = await upload(a, 'early.txt', 'early');
  await expectConverged(cluster.nodes);
  const slow = slowDown(cluster, 'a', 'b');
  const large = await upload(a, 'large.bin', Buffer.alloc(24 * mebibyte, 'large '));
  await expect.poll(() => listArriving(b), { interval: 1 }).not.toEqual([]);
  const goOn = freeze(b);
  slow.end();

  const { paths, slowestMs } = await uploadMany([a, c], 25);
  expect(await remove(c, early)).toBe(200);
  expect(slowestMs).toBeLessThan(longestResponseMs);
  await expect.poll(async () => (await queueFor(cluster, 'a', 'c')).length).toBe(0);
  await expect.poll(async () => (await queueFor(cluster, 'c', 'a')).length).toBe(0);
  expect(listStored(c.storage).sort()).toEqual(listStored(a.storage).sort());
  for (const node of [a, c]) expect(await read(node, early)).toBe(404);
  for (const name of ['a', 'c']) {
    // Operations of the node itself, and those to be forwarded to it.
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
  for (const node of cluster.nodes) expect(listArriving(node)).toEqual([]);
});

test('a node that is stopped while it sends delays nobody, and sends again later', async () => {
  const processOptions = () => withShiftedTime({ factor });
  const args = ['--idle-timeout', '60'];
  const cluster = await startTestCluster('abc', { args, processOptions });
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  await upload(b, 'first.txt', 'first');
  await expectConverged(cluster.nodes);
  const slow = ['b', 'c'].map((other) => slowDown(cluster, 'a', other));
  const large = await upload(a, 'large.bin', Buffer.alloc(48 * mebibyte, 'large '));
  await expect.poll(() => listArriving(b), { interval: 1 }).not.toEqual([]);
  const goOn = freeze(a);
  for (const { end } of slow) end();

  const { paths, slowestMs } = await uploadMany([b, c], 10);
  expect(slowestMs).toBeLessThan(longestResponseMs);
  await expect.poll(async () => (await queueFor(cluster, 'b', 'c')).length).toBe(0);
  await expect.poll(async () => (await queueFor(cluster, 'c', 'b')).length).toBe(0);
  for (const path of paths) expect(await read(b, path)).toBe(await read(c, path));
  await expect
    .poll(async () => (await queueFor(cluster, 'b', 'a')).lastError)
    .toBe('no data for 30 seconds');
  // Half a body is not stored, and is not kept for ever.
  for (const node of [b, c]) await expect.poll(() => listStaged(node.storage)).toEqual([]);

  goOn();
  await expectConverged(cluster.nodes);
  for (const node of cluster.nodes) {
    expect(listStored(node.storage)).toHaveLength(paths.length + 2);
    expect(listStored(node.storage)).toContain(large.slice(1));
    expect(listArriving(node)).toEqual([]);
  }
});
