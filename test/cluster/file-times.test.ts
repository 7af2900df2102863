import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type ClusterNode,
  expectConverged,
  startTestCluster,
} from '../support/cluster/start-test-cluster.ts';
import { mountNtfs } from '../support/disk/mount-ntfs.ts';
import { upload } from '../support/http/client.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';

const secondIn = (path: string): number => Number(path.split('_')[1]);

/** A file gets its time behind the upload. */
async function expectNameTime(node: ClusterNode, path: string): Promise<void> {
  const modifiedMs = async (): Promise<number> => (await stat(join(node.storage, path))).mtimeMs;
  await expect.poll(modifiedMs).toBe(secondIn(path) * 1000);
}

test('a file was modified in the second of its name on every node', async () => {
  const cluster = await startTestCluster('abc');
  const paths = [
    await upload(cluster.node('a'), 'small.txt', 'small'),
    await upload(cluster.node('b'), 'dir/empty.txt', ''),
    await upload(cluster.node('c'), 'large.bin', 'x'.repeat(3 * 1024 * 1024)),
  ];
  await expectConverged(cluster.nodes);
  for (const path of paths) {
    for (const node of cluster.nodes) await expectNameTime(node, path);
  }
});

test('also on NTFS', async (ctx) => {
  const directory = await mountNtfs(32);
  if (directory === undefined) return ctx.skip('NTFS can not be mounted here');
  const cluster = await startTestCluster('ab', { directories: { a: directory } });
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const paths = [await upload(a, 'a.txt', 'a'), await upload(b, 'b.txt', 'b')];
  await expectConverged(cluster.nodes);
  for (const path of paths) {
    for (const node of cluster.nodes) await expectNameTime(node, path);
  }
});

test('a file from a node whose clock is ahead has no Last-Modified yet', async () => {
  const cluster = await startTestCluster('ab', {
    processOptions: (name) => (name === 'a' ? withShiftedTime({ offsetMs: 3_600_000 }) : {}),
  });
  const path = await upload(cluster.node('a'), 'file.txt', 'content');
  await expectConverged(cluster.nodes);
  const { headers } = await fetch(cluster.node('b').url + path);
  expect(secondIn(path) * 1000).toBeGreaterThan(Date.parse(headers.get('date') ?? ''));
  expect(headers.get('last-modified')).toBeNull();
});
