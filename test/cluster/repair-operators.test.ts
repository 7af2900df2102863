import { cp, rm } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { type ClusterLedger, createClusterLedger } from '../support/cluster/cluster-load.ts';
import { expectRepaired } from '../support/cluster/expect-repaired.ts';
import { fillCluster } from '../support/cluster/fill-cluster.ts';
import { seedNodes } from '../support/cluster/seed-nodes.ts';
import {
  type ClusterNode,
  expectConverged,
  pendingOf,
  startTestCluster,
  type TestCluster,
  withinTheContract,
} from '../support/cluster/start-test-cluster.ts';
import { watchCluster } from '../support/cluster/watch-cluster.ts';

// More than `expectRepaired` waits, and what comes before it.
vi.setConfig({ testTimeout: 600_000 });

/*
 * What operators do to one node on an ordinary day. Afterwards nothing is missing, nothing deleted
 * is served or left on a disk, and while it was not so `/_status` said it.
 */

const before = { files: 500, deletions: 100 };
const since = { uploads: 150, deletions: 90, label: 'since' };

async function startSeeded(pairs?: readonly string[]): Promise<[TestCluster, ClusterLedger]> {
  const options = { args: ['--no-fsync'], ...(pairs !== undefined && { pairs }) };
  const cluster = await startTestCluster('abc', options);
  const ledger = createClusterLedger();
  await seedNodes(cluster.nodes, { ...before, ledger });
  return [cluster, ledger];
}

async function expectHealed(
  { nodes }: TestCluster,
  ledger: ClusterLedger,
  start: () => Promise<void>,
): Promise<void> {
  const watch = watchCluster(nodes, [...ledger.deleted]);
  await start();
  await expectRepaired(nodes, ledger);
  expect(await watch.stop()).toMatchObject({ servedAgain: [], saidSo: true, untrue: 0 });
}

async function wipe(directory: string): Promise<void> {
  await rm(directory, { recursive: true });
}

async function restore(directory: string): Promise<void> {
  await wipe(directory);
  await cp(`${directory}.backup`, directory, { recursive: true });
}

interface Day {
  readonly day: string;
  /** What is done to the node while it is stopped. */
  readonly harm: (node: ClusterNode) => Promise<void>;
  readonly args?: readonly string[];
}

const days: readonly Day[] = [
  {
    day: 'its storage is wiped',
    harm: async ({ storage }) => await wipe(storage),
    args: ['--new-storage'],
  },
  {
    day: 'both directories are wiped',
    async harm({ storage, queue }) {
      await wipe(storage);
      await wipe(queue);
    },
  },
  { day: 'old files are restored', harm: async ({ storage }) => await restore(storage) },
  {
    day: 'old files and the old queue are restored',
    async harm({ storage, queue }) {
      await restore(storage);
      await restore(queue);
    },
  },
];

test.each(days)('a node heals after a day on which $day', async ({ harm, args }) => {
  const [cluster, ledger] = await startSeeded();
  const b = cluster.node('b');
  for (const directory of [b.storage, b.queue]) {
    await cp(directory, `${directory}.backup`, { recursive: true });
  }
  await fillCluster(cluster.nodes, { ...since, ledger });
  await expectConverged(cluster.nodes);
  await b.stop();
  await harm(b);
  await expectHealed(cluster, ledger, () => b.start(undefined, args));
});

test('a node that was out for repair and is added again deletes what was deleted meanwhile', async () => {
  const [cluster, ledger] = await startSeeded();
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  await b.stop();
  for (const node of [a, c]) {
    const forget = ['--forget', cluster.link(node.name, 'b').url];
    await cluster.part(node.name, 'b');
    await node.stop();
    await node.start(undefined, forget);
  }
  await fillCluster([a, c], { ...since, ledger });
  await expectConverged([a, c]);
  for (const node of [a, c]) {
    await cluster.join(node.name, 'b');
    await node.stop();
    await node.start();
  }
  await expectHealed(cluster, ledger, () => b.start());
});

test('the end of a chain gets what came while it was away, although the middle was replaced', async () => {
  const [cluster, ledger] = await startSeeded(['ab', 'bc']);
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  await c.stop();
  await fillCluster([a], { ...since, ledger });
  await expect.poll(() => pendingOf(a), withinTheContract).toBe(0);
  await b.stop();
  await wipe(b.storage);
  await wipe(b.queue);
  await expectHealed(cluster, ledger, async () => {
    await b.start();
    await c.start();
  });
});
