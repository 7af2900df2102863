import { nodeBehind } from './address.ts';
import { readStatus } from './ask-node.ts';
import { isComparable } from './check-inventory.ts';
import { setsOnDisk } from './sets-on-disk.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** Whether every node says of every peer that both hold the same. */
export function isInSync(world: World): boolean {
  return [...world.nodes.values()].every((node) => outOfSync(world, node).length === 0);
}

/** The peers of which a node does not say so; of the Python version no node can. */
export function outOfSync({ nodes, plan }: World, node: SimNode): readonly string[] {
  if (node.isLegacy) return [];
  const report = node.ctx?.peers.report() ?? {};
  const { files, tombstones } = sizesOf(node);
  return [...node.runningPeers].filter((host) => {
    const peer = nodeBehind(host);
    if (nodes.get(peer)?.isLegacy === true) return false;
    // Its own comparisons are cut off, and where nothing is, those of the peer show nothing.
    if (plan.linkCut?.to === peer && files + tombstones === 0) return false;
    return report[`http://${host}`]?.inSync !== true;
  });
}

/** What is not in sync, for people. */
export function describeSync(world: World): string {
  const all = [...world.nodes.values()].map((node) => {
    const { files, tombstones } = sizesOf(node);
    const others = outOfSync(world, node).join(', ') || 'nobody';
    return `${node.id} has ${files} files and ${tombstones} deletions, and differs from ${others}`;
  });
  return all.join('; ');
}

function sizesOf({ ctx }: SimNode): { files: number; tombstones: number } {
  const { stored, tombstones } = ctx?.inventory ?? {
    stored: { size: -1 },
    tombstones: { size: -1 },
  };
  return { files: stored.size, tombstones: tombstones.size };
}

/** At rest the `/_status` of all nodes shows one digest, and how many files there are. */
export async function checkDigests({ nodes, oracle }: World): Promise<void> {
  const all = await Promise.all(
    [...nodes.values()].map(async (node) => ({ node, status: (await readStatus(node)).node })),
  );
  // Nobody counts what is in a bucket.
  const counting = all.filter(({ node }) => node.bucket === undefined);
  const digests = new Set(counting.map(({ status }) => status.digest));
  if (digests.size > 1) oracle.fail('I5', `different digests: ${[...digests].join(', ')}`);
  for (const { node, status } of all) {
    const count = setsOnDisk(node).stored.size;
    if (status.files === count || !isComparable(node)) continue;
    oracle.fail('I7', `${node.id} says that it has ${status.files} files, and has ${count}`);
  }
}
