import { expect } from 'vitest';
import { createSeededRandom } from '../node/seeded-random.ts';
import { patience } from '../patience.ts';
import { createClusterLedger, sendLoad } from './cluster-load.ts';
import { expectKept } from './expect-kept.ts';
import {
  expectConverged,
  startTestCluster,
  type TestClusterOptions,
} from './start-test-cluster.ts';

const seed = Number(process.env['KILL_CLUSTER_SEED'] ?? 1);
const rounds = 9;

/**
 * Nodes that are killed at any time under load converge, with all that was acknowledged to clients.
 */
export async function expectKilledClusterConverges(
  options: TestClusterOptions = {},
): Promise<void> {
  const cluster = await startTestCluster('abc', options);
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
      .poll(() => ledger.uploaded.size, { ...patience, interval: 1 })
      .toBeGreaterThanOrEqual(moment);
    const victims = random.shuffle([...cluster.nodes]).slice(0, 1 + (round % 2));
    await Promise.all(victims.map((victim) => victim.stop('SIGKILL')));
    await Promise.all(victims.map((victim) => victim.start()));
    await Promise.all(loads);
  }
  await expectConverged(cluster.nodes);
  for (const node of cluster.nodes) expectKept(node, ledger);
  expect(ledger.uploaded.size).toBeGreaterThan(rounds * 60);
}
