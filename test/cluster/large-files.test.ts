import { expect, test } from 'vitest';
import {
  expectConverged,
  startTestCluster,
  type TestCluster,
  withinTheContract,
} from '../support/cluster/start-test-cluster.ts';
import { read, upload } from '../support/http/client.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';

const mebibyte = 1024 * 1024;
const large = Buffer.alloc(64 * mebibyte, 'more than a link lets through ');
/** What is in a socket's buffers when its connection is cut is lost, and little else. */
const most = 1.05 * large.length;
const cut = { kind: 'cut', afterBytes: 20 * mebibyte } as const;

/** The bytes of bodies that went to a node. */
function movedTo(cluster: TestCluster, to: string): number {
  const from = cluster.nodes.filter(({ name }) => name !== to);
  return from.reduce((sum, { name }) => sum + cluster.link(name, to).bodyBytes('PUT'), 0);
}

/**
 * Of the lines of a log those by which a peer is down, but for one that was late to say that it is
 * there: on a slow machine, or where time runs faster, that is no fault of a transfer.
 */
function linesOnPeersDown(output: string): readonly string[] {
  const lines = output.split('\n').filter((line) => line.includes('a peer is down'));
  return lines.filter((line) => !line.includes('no response within 2.5 seconds'));
}

test('a file over a link that is cut again and again arrives, and each byte is sent once', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const link = cluster.link('a', 'b');
  link.faultOf = () => cut;
  const path = await upload(a, 'large.bin', large);
  await expectConverged(cluster.nodes);
  expect(Buffer.from(await (await fetch(b.url + path)).arrayBuffer()).equals(large)).toBe(true);
  expect(link.bodyBytes('PUT')).toBeLessThanOrEqual(most);
  const sent = link.requests.filter(({ bodyBytes }) => bodyBytes > 0);
  expect(sent.length).toBeGreaterThanOrEqual(4);
  // No peer was logged as a problem, and nothing is left behind.
  expect(linesOnPeersDown(a.process.output())).toEqual([]);
});

test.each(['a', 'b'])(
  'its transfer resumes where it was when %s is killed meanwhile',
  async (victim) => {
    const cluster = await startTestCluster('ab');
    const link = cluster.link('a', 'b');
    link.faultOf = () => ({ kind: 'throttle', bytesPerSecond: 32 * mebibyte });
    await upload(cluster.node('a'), 'large.bin', large);
    await expect.poll(() => link.bodyBytes('PUT')).toBeGreaterThan(40 * mebibyte);
    await cluster.node(victim).stop('SIGKILL');
    link.faultOf = () => undefined;
    await cluster.node(victim).start();
    await expectConverged(cluster.nodes);
    // What was in flight to the killed node was sent in vain, too.
    expect(link.bodyBytes('PUT')).toBeLessThanOrEqual(most + 16 * mebibyte);
  },
);

test('from two senders over slow links a file is sent once to each node', async () => {
  const factor = 10;
  const processOptions = () => withShiftedTime({ factor });
  const cluster = await startTestCluster('abc', { processOptions });
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  for (const node of cluster.nodes) await upload(node, `${node.name}.txt`, node.name);
  await expectConverged(cluster.nodes);
  const before = movedTo(cluster, 'c');
  // A peer may not have listened yet when a node started.
  const begun = new Map([a, b].map((node) => [node, node.process.output().length]));
  // It takes 70 s of the nodes' time: longer than a sender waits for progress.
  const slow = { kind: 'throttle', bytesPerSecond: 3 * mebibyte } as const;
  for (const from of ['a', 'b']) cluster.link(from, 'c').faultOf = () => slow;
  const body = large.subarray(0, 20 * mebibyte);
  const path = await upload(a, 'large.bin', body);
  // Smaller files overtake it.
  const small = await upload(b, 'small.txt', 'small');
  await expect.poll(() => read(c, small), withinTheContract).toBe('small');
  expect(await read(c, path)).toBe(404);
  await expectConverged(cluster.nodes, { timeout: 80_000, interval: 100 });
  expect(movedTo(cluster, 'c') - before).toBeLessThanOrEqual(1.05 * body.length);
  for (const [node, length] of begun) {
    expect(linesOnPeersDown(node.process.output().slice(length))).toEqual([]);
  }
});
