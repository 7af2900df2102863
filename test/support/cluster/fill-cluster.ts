import { createSeededRandom } from '../node/seeded-random.ts';
import { type ClusterLedger, sendLoad } from './cluster-load.ts';
import type { ClusterNode } from './start-test-cluster.ts';

export interface Filling {
  readonly uploads: number;
  readonly deletions: number;
  readonly ledger: ClusterLedger;
  /** Begins the names, so that they are its own. */
  readonly label: string;
}

/** Sends uploads and deletions to all of these nodes, the same number to each. */
export async function fillCluster(nodes: readonly ClusterNode[], filling: Filling): Promise<void> {
  const { uploads, deletions, ledger, label } = filling;
  await Promise.all(
    nodes.map((node, index) =>
      sendLoad({
        node,
        uploads: Math.ceil(uploads / nodes.length),
        deletions: Math.ceil(deletions / nodes.length),
        random: createSeededRandom(1000 * uploads + index),
        ledger,
        label: `${label}-${node.name}`,
      }),
    ),
  );
}
