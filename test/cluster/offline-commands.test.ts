import { cp, rm, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type ClusterLedger, createClusterLedger } from '../support/cluster/cluster-load.ts';
import { fillCluster } from '../support/cluster/fill-cluster.ts';
import { readNodeStatus } from '../support/cluster/read-node-status.ts';
import { seedNodes } from '../support/cluster/seed-nodes.ts';
import {
  type ClusterNode,
  expectConverged,
  startTestCluster,
  type TestCluster,
} from '../support/cluster/start-test-cluster.ts';
import { listStored } from '../support/disk/disk-view.ts';
import { read, upload } from '../support/http/client.ts';
import { type ProgramRun, runProgram } from '../support/process/run-program.ts';

function run(node: ClusterNode, args: readonly string[]): Promise<ProgramRun> {
  return runProgram(args, { cwd: dirname(node.directory) });
}

/** A cluster of three, a backup of its files, and what was deleted before and since. */
async function startWithBackup(): Promise<[TestCluster, ClusterLedger, string]> {
  const cluster = await startTestCluster('abc', { args: ['--no-fsync'] });
  const { nodes } = cluster;
  const ledger = createClusterLedger();
  await seedNodes(nodes, { files: 150, deletions: 30, ledger });
  await fillCluster(nodes, { uploads: 60, deletions: 30, label: 'before', ledger });
  await expectConverged(nodes);
  const backup = join(dirname(cluster.node('a').directory), 'backup');
  await cp(cluster.node('a').storage, backup, { recursive: true });
  await fillCluster(nodes, { uploads: 30, deletions: 60, label: 'since', ledger });
  await expectConverged(nodes);
  return [cluster, ledger, backup];
}

/** Waits until all nodes have the files of the backup and no others, and say that they agree. */
async function expectRestored(
  { nodes }: TestCluster,
  ledger: ClusterLedger,
  backup: string,
): Promise<void> {
  const inBackup = listStored(backup);
  const deleted = new Set([...ledger.deleted].map((path) => decodeURIComponent(path.slice(1))));
  const expected = inBackup.filter((name) => !deleted.has(name)).sort();
  // Of what was deleted since the backup has some.
  expect(expected.length).toBeLessThan(inBackup.length);
  for (const node of nodes) {
    await expect.poll(() => listStored(node.storage).sort()).toEqual(expected);
  }
  await expect
    .poll(async () => {
      const statuses = await Promise.all(nodes.map(readNodeStatus));
      const peers = statuses.flatMap((status) => Object.values(status?.queues ?? {}));
      return [
        new Set(statuses.map((status) => status?.node.digest)).size,
        ...peers.map(({ inSync }) => inSync),
      ];
    })
    .toEqual([1, ...Array.from({ length: 6 }, () => true)]);
  for (const node of nodes) {
    for (const path of ledger.deleted) expect(await read(node, path)).toBe(404);
  }
}

test('files adopted by one node of a cluster that lost all of them are on every node', async () => {
  const [cluster, ledger, backup] = await startWithBackup();
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  for (const node of [a, b, c]) {
    await node.stop();
    await rm(node.storage, { recursive: true });
  }
  const directories = ['--storage', a.storage, '--queue', a.queue];
  const adopted = await run(a, ['adopt', ...directories, '--new-storage', '--no-fsync', backup]);
  expect(adopted).toMatchObject({ status: 0, stdout: '' });
  await a.start();
  for (const node of [b, c]) await node.start(undefined, ['--new-storage']);
  await expectRestored(cluster, ledger, backup);
});

test('deletions that only other nodes know of hold for adopted files', async () => {
  const [cluster, ledger, backup] = await startWithBackup();
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  for (const node of [a, b, c]) {
    await node.stop();
    await rm(node.storage, { recursive: true });
  }
  await rm(a.queue, { recursive: true });
  const adopted = await run(a, ['adopt', '--storage', a.storage, '--no-fsync', backup]);
  expect(adopted).toMatchObject({ status: 0, stdout: '' });
  await a.start();
  for (const node of [b, c]) await node.start(undefined, ['--new-storage']);
  await expectRestored(cluster, ledger, backup);
});

test('a corrupt file that verify has found is sent again once it is removed', async () => {
  const { nodes, node } = await startTestCluster('ab');
  const [a, b] = [node('a'), node('b')];
  const path = await upload(a, 'dir/file', 'content');
  await expectConverged(nodes);
  await b.stop();
  await truncate(b.storage + path, 3);
  const verified = await run(b, ['verify', '--storage', b.storage]);
  expect(verified).toMatchObject({ status: 1, stdout: `corrupt\t${path.slice(1)}\n` });
  await rm(b.storage + path);
  await b.start();
  await expectConverged(nodes);
  expect(await read(b, path)).toBe('content');
  expect((await run(b, ['verify', '--storage', b.storage])).status).toBe(0);
});
