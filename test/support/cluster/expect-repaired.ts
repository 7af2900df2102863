import { expect } from 'vitest';
import { inParallel, read } from '../http/client.ts';
import type { ClusterLedger } from './cluster-load.ts';
import { expectKept } from './expect-kept.ts';
import { readNodeStatus } from './read-node-status.ts';
import { type ClusterNode, expectConverged } from './start-test-cluster.ts';

/** Of thousands of files, which takes a slow machine a while; only a hang takes this long. */
const within = { timeout: 300_000, interval: 100 };

/**
 * Waits until all nodes say that they hold the same and have nothing pending, and checks that it is
 * so: directories file by file, what was acknowledged to clients, and no deleted file anywhere.
 */
export async function expectRepaired(
  nodes: readonly ClusterNode[],
  ledger: ClusterLedger,
): Promise<void> {
  await expect.poll(() => differences(nodes), within).toEqual([]);
  await expectConverged(nodes);
  for (const node of nodes) {
    expectKept(node, ledger);
    const served: string[] = [];
    await inParallel([...ledger.deleted], 8, async (path) => {
      if ((await read(node, path)) !== 404) served.push(path);
    });
    expect({ node: node.name, served }).toEqual({ node: node.name, served: [] });
  }
}

/** What the nodes say of themselves that is not as it is to be. */
async function differences(nodes: readonly ClusterNode[]): Promise<readonly unknown[]> {
  const statuses = await Promise.all(nodes.map(readNodeStatus));
  const sets = statuses.map((status) => status?.node.digest ?? null);
  const peers = statuses.flatMap((status) => Object.values(status?.queues ?? {}));
  const open = peers.filter(({ length, inSync }) => length > 0 || inSync !== true);
  const isSame = sets[0] !== null && new Set(sets).size === 1;
  return [...(isSame ? [] : sets), ...open.map(({ length, inSync }) => ({ length, inSync }))];
}
