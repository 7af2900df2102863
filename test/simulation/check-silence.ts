import { bucketProbe } from './bucket-call.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

const compareIntervalMs = 60_000;
/** How often a comparison that fails is tried again before the next one waits for as long. */
const soonTries = 6;

/**
 * Begins to watch what nodes send each other at rest. What it returns checks at the end of the time
 * that they only compared their sets, once a minute, and asked whether the others are there; and
 * that nothing was asked of a bucket but whether it is there.
 */
export function watchSilence({ oracle, nodes, plan }: World, forMs: number): () => void {
  const before = new Map(oracle.messageCounts);
  const links = [...nodes.values()].reduce((sum, node) => sum + linksOf(node), 0);
  // Where a link cuts bodies, each comparison fails that goes over it.
  const failing = plan.linkCut === undefined ? 0 : soonTries;
  const most: Readonly<Record<string, number>> = {
    _compare: links * (1 + Math.floor(forMs / compareIntervalMs)) + failing,
    probe: links * (1 + Math.ceil(forMs / plan.probeIntervalMs)),
    [bucketProbe]: links * (1 + Math.ceil(forMs / plan.probeIntervalMs)),
  };
  return () => {
    for (const [kind, count] of oracle.messageCounts) {
      const sent = count - (before.get(kind) ?? 0);
      if (sent <= (most[kind] ?? 0)) continue;
      oracle.fail('I6', `nodes at rest go on talking: ${sent} times ${kind}`);
    }
  };
}

/** The Python version sends nothing at rest. A bucket behind a node asks that node, too. */
function linksOf({ isLegacy, runningPeers, behind }: SimNode): number {
  if (isLegacy) return 0;
  return runningPeers.size + (behind === undefined ? 0 : 1);
}
