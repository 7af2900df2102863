import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createClusterLedger } from '../support/cluster/cluster-load.ts';
import { expectRepaired } from '../support/cluster/expect-repaired.ts';
import { fillCluster } from '../support/cluster/fill-cluster.ts';
import { seedNodes } from '../support/cluster/seed-nodes.ts';
import { expectConverged, startTestCluster } from '../support/cluster/start-test-cluster.ts';
import { watchCluster } from '../support/cluster/watch-cluster.ts';

// More than `expectRepaired` waits, and what comes before it.
vi.setConfig({ testTimeout: 600_000 });

/*
 * A node that lost something is filled by the others while clients go on. Nothing is copied by
 * hand, and nothing that was deleted is served, but for what a backup brings back for a moment.
 */

const rows = [
  { what: 'both directories', lost: ['storage', 'queue'], args: [], files: 5000 },
  { what: 'its files', lost: ['storage'], args: ['--new-storage'], files: 600 },
  { what: 'its queue', lost: ['queue'], args: [], files: 600 },
];

test.each(rows)('a node that lost $what is filled while clients go on', async (row) => {
  const { lost, args, files } = row;
  const cluster = await startTestCluster('abc', { args: ['--no-fsync'] });
  const ledger = createClusterLedger();
  await seedNodes(cluster.nodes, { files, deletions: files / 10, ledger });
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  await b.stop('SIGKILL');
  for (const directory of lost) await rm(join(b.directory, directory), { recursive: true });
  const watch = watchCluster(cluster.nodes, [...ledger.deleted]);
  const traffic = fillCluster([a, c], { uploads: 100, deletions: 20, ledger, label: 'on' });
  await b.start(undefined, args);
  await fillCluster(cluster.nodes, { uploads: 100, deletions: 20, ledger, label: 'later' });
  await traffic;
  await expectRepaired(cluster.nodes, ledger);
  expect(await watch.stop()).toMatchObject({ served: [], saidSo: true, untrue: 0 });
});

test('a node that is restored from a backup gets what it missed, deletions too', async () => {
  const cluster = await startTestCluster('abc', { args: ['--no-fsync'] });
  const ledger = createClusterLedger();
  const b = cluster.node('b');
  await seedNodes(cluster.nodes, { files: 500, deletions: 100, ledger });
  await cp(b.directory, `${b.directory}.backup`, { recursive: true });
  await fillCluster(cluster.nodes, { uploads: 350, deletions: 200, ledger, label: 'since' });
  await expectConverged(cluster.nodes);
  await b.stop('SIGKILL');
  await rm(b.directory, { recursive: true });
  await cp(`${b.directory}.backup`, b.directory, { recursive: true });
  const watch = watchCluster(cluster.nodes, [...ledger.deleted]);
  await b.start();
  await fillCluster(cluster.nodes, { uploads: 150, deletions: 30, ledger, label: 'later' });
  await expectRepaired(cluster.nodes, ledger);
  expect(await watch.stop()).toMatchObject({ servedAgain: [], saidSo: true, untrue: 0 });
});

test('a node is added by configuration alone while clients go on', async () => {
  const cluster = await startTestCluster('abc', { args: ['--no-fsync'] });
  const ledger = createClusterLedger();
  await seedNodes(cluster.nodes, { files: 600, deletions: 60, ledger });
  const others = [...cluster.nodes];
  const watch = watchCluster(cluster.nodes, [...ledger.deleted]);
  await cluster.add('d', 'abc');
  const traffic = fillCluster(cluster.nodes, { uploads: 150, deletions: 30, ledger, label: 'on' });
  for (const node of others) {
    await node.stop();
    await node.start();
  }
  await traffic;
  await expectRepaired(cluster.nodes, ledger);
  expect(await watch.stop()).toMatchObject({ served: [], untrue: 0 });
});
