import { expect, test } from 'vitest';
import { createClusterLedger, sendLoad } from '../support/cluster/cluster-load.ts';
import { expectKept } from '../support/cluster/expect-kept.ts';
import { expectConverged, startTestCluster } from '../support/cluster/start-test-cluster.ts';
import { createSeededRandom } from '../support/node/seeded-random.ts';

const seed = Number(process.env['KILL_CLUSTER_SEED'] ?? 1);
const rounds = 9;

test('nodes killed at any time under load converge, with all that was acknowledged to clients', async () => {
  const cluster = await startTestCluster('abc');
  const ledger = createClusterLedger();
  const random = createSeededRandom(seed);
  for (let round = 0; round < rounds; round += 1) {
    const loads = cluster.nodes.map((node, index) =>
      sendLoad({
        node,
        uploads: 40,
        deletions: 15,
        ledger,
        label: `${round}-${node.name}`,
        random: createSeededRandom(seed * 1000 + round * 10 + index),
      }),
    );
    // The moment is chosen by progress: responses received so far.
    const moment = ledger.uploaded.size + random.below(90);
    await expect
      .poll(() => ledger.uploaded.size, { interval: 1, timeout: 10_000 })
      .toBeGreaterThanOrEqual(moment);
    const victims = random.shuffle([...cluster.nodes]).slice(0, 1 + (round % 2));
    await Promise.all(victims.map((victim) => victim.stop('SIGKILL')));
    await Promise.all(victims.map((victim) => victim.start()));
    await Promise.all(loads);
  }
  await expectConverged(cluster.nodes);
  for (const node of cluster.nodes) expectKept(node, ledger);
  expect(ledger.uploaded.size).toBeGreaterThan(rounds * 60);
}, 120_000);
