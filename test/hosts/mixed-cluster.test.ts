import { expect, test } from 'vitest';
import type { ClusterPhase } from '../support/cluster/cluster-kill-phases.ts';
import { createClusterLedger, sendLoad } from '../support/cluster/cluster-load.ts';
import { expectKept } from '../support/cluster/expect-kept.ts';
import { expectKilledClusterConverges } from '../support/cluster/expect-killed-cluster-converges.ts';
import { runClusterKills } from '../support/cluster/run-cluster-kills.ts';
import {
  expectConverged,
  startTestCluster,
  type TestCluster,
  withinTheContract,
} from '../support/cluster/start-test-cluster.ts';
import { createSeededRandom } from '../support/node/seeded-random.ts';
import type { ProcessOptions } from '../support/process/start-process.ts';
import { bun, deno, node } from './engine-paths.ts';
import { nativeServer } from './start-program.ts';

const seed = Number(process.env['HOSTS_SEED'] ?? 1);
const kills = Number(process.env['HOSTS_KILLS'] ?? 12);
/** What runs each node: the program on an engine, or in capitals the server of an engine. */
const hosts: Readonly<Record<string, ProcessOptions>> = {
  n: { engine: node },
  b: { engine: bun },
  d: { engine: deno },
  B: { engine: bun, main: nativeServer },
  D: { engine: deno, main: nativeServer },
};

/** Nodes on these hosts, all of which know each other. */
function startMixedCluster(names: string): Promise<TestCluster> {
  return startTestCluster(names, { processOptions: (name) => hosts[name] ?? {} });
}

test.each([
  ['Node.js, Bun and Deno', 'nbd'],
  ['Node.js, Bun.serve and Deno.serve', 'nBD'],
])('%s converge, with all that was acknowledged to clients', async (_, names) => {
  const cluster = await startMixedCluster(names);
  const ledger = createClusterLedger();
  const loads = cluster.nodes.map((node, index) => {
    const random = createSeededRandom(seed + index);
    return sendLoad({ node, uploads: 100, deletions: 30, ledger, label: node.name, random });
  });
  await Promise.all(loads);
  await expectConverged(cluster.nodes);
  for (const node of cluster.nodes) expectKept(node, ledger);
  expect(ledger.uploaded.size).toBe(300);
});

test('Node.js, Bun and Deno each have all they acknowledged when they are killed', async () => {
  const cluster = await startMixedCluster('nbd');
  const seen = new Set<ClusterPhase>();
  const run = await runClusterKills(cluster, { seed, kills }, (phase) => seen.add(phase));
  const timeout = Math.max(withinTheContract.timeout, kills * 600);
  await expectConverged(cluster.nodes, { ...withinTheContract, timeout });
  for (const node of cluster.nodes) expectKept(node, run.ledger);
  expect(run.kills).toBeGreaterThanOrEqual(kills);
  expect(seen).toContain('during an upload');
}, 1_200_000);

test.each([
  ['bun', bun],
  ['deno', deno],
])('nodes on %s killed at any time under load converge', (_, engine) =>
  expectKilledClusterConverges({ processOptions: () => ({ engine }) }),
);
