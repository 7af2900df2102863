import { expect, onTestFailed, test } from 'vitest';
import { type ClusterPhase, clusterPhases } from '../support/cluster/cluster-kill-phases.ts';
import { expectKept } from '../support/cluster/expect-kept.ts';
import { runClusterKills } from '../support/cluster/run-cluster-kills.ts';
import {
  expectConverged,
  startTestCluster,
  withinTheContract,
} from '../support/cluster/start-test-cluster.ts';

const seed = Number(process.env['CRASH_SEED'] ?? 1);
const wanted = Number(process.env['CRASH_KILLS'] ?? 40);
const replay = `CRASH_SEED=${seed} CRASH_KILLS=${wanted} npm run test:crash -- kill-cluster-loop`;

test('a node of a cluster that is killed at any moment has all it acknowledged on its own disk', async () => {
  onTestFailed(() => void process.stdout.write(`The same kills again: ${replay}\n`));
  const cluster = await startTestCluster('abc');
  const phases = new Map<ClusterPhase, number>(clusterPhases.map((phase) => [phase, 0]));
  const run = await runClusterKills(cluster, { seed, kills: wanted }, (phase) => {
    phases.set(phase, (phases.get(phase) ?? 0) + 1);
  });
  // What a killed node had not saved as acknowledged is sent again, so many kills cause many requests.
  const timeout = Math.max(withinTheContract.timeout, wanted * 600);
  await expectConverged(cluster.nodes, { ...withinTheContract, timeout });
  for (const node of cluster.nodes) expectKept(node, run.ledger);

  const counts = [...phases].map(([phase, count]) => `${count} ${phase}`);
  const { uploaded, deleted } = run.ledger;
  process.stdout.write(
    `${run.kills} kills (one can hit several phases): ${counts.join(', ')}; ` +
      `${uploaded.size} uploads and ${deleted.size} deletions kept\n`,
  );
  expect(run.kills).toBeGreaterThanOrEqual(wanted);
  const missed = [...phases].filter(([, count]) => count === 0);
  if (wanted >= 40) expect(missed).toEqual([]);
}, 1_200_000);
