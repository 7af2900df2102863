import { expect, test } from 'vitest';
import { createClusterLedger, sendLoad } from '../support/cluster/cluster-load.ts';
import { expectKept } from '../support/cluster/expect-kept.ts';
import { expectConverged, startTestCluster } from '../support/cluster/start-test-cluster.ts';
import { listStored } from '../support/disk/disk-view.ts';
import { createSeededRandom } from '../support/node/seeded-random.ts';
import { patience } from '../support/patience.ts';

const uploads = 500;
const deletions = 200;

test('three nodes that get 500 uploads and 200 deletions each at once converge', async () => {
  const cluster = await startTestCluster('abc');
  const ledger = createClusterLedger();
  const loads = cluster.nodes.map((node, index) =>
    sendLoad({
      node,
      uploads,
      deletions,
      ledger,
      label: node.name,
      random: createSeededRandom(index + 1),
    }),
  );
  const done = (share: number) =>
    expect
      .poll(() => ledger.uploaded.size, { ...patience, interval: 5 })
      .toBeGreaterThanOrEqual(3 * uploads * share);
  await done(0.2);
  cluster.partition('a', 'b');
  await done(0.4);
  // A graceful stop: requests in flight are finished.
  const restarted = cluster
    .node('c')
    .stop()
    .then(() => cluster.node('c').start());
  await done(0.5);
  await restarted;
  cluster.heal('a', 'b');
  await Promise.all(loads);
  await expectConverged(cluster.nodes);
  for (const node of cluster.nodes) expectKept(node, ledger);
  expect(ledger.deleted.size).toBeGreaterThan(2 * deletions);
  expect(listStored(cluster.node('a').storage).length).toBeGreaterThan(2 * (uploads - deletions));
});
