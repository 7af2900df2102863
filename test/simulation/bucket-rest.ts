import { stopNode } from './stop-node.ts';
import type { World } from './world.ts';

/** Longer than a left-over is kept, whatever the clocks of the nodes show. */
const daysMs = 2 * 24 * 3_600_000;
/** A node that has found an object corrupt reads it again after ten minutes. */
const rereadMs = 601_000;
/** Within this time a small bucket is listed again, and compared with the node before it. */
const relistedMs = 700_000;

/** Nodes find out that objects were repaired which they have found corrupt. */
export async function forgetCorrupt(world: World): Promise<void> {
  const { behind = [], on = [] } = world.plan.bucket ?? {};
  if (world.bucket?.wasRestored === true) await waitOrRestart(world, rereadMs, [...on, ...behind]);
}

/** The nodes before a bucket that others use, too, find out what these have stored there. */
export async function listBucketAgain(world: World): Promise<void> {
  const { behind = [], on = [] } = world.plan.bucket ?? {};
  if (behind.length + on.length > 1) await waitOrRestart(world, relistedMs, behind);
}

/** What nodes find out after a while they find out at a start, too: mostly that is sooner. */
async function waitOrRestart(world: World, waitMs: number, ids: readonly string[]): Promise<void> {
  if (world.plan.seed % 8 === 1) return await world.scheduler.sleep(waitMs);
  for (const id of ids) {
    const node = world.nodes.get(id);
    if (node !== undefined) await world.inOperatorsTurn(() => stopNode(world, node));
  }
}

/** All machines are off for two days. */
export function letDaysPass({ nodes, bucket, plan }: World): void {
  if (bucket === undefined && plan.partialUploads === undefined) return;
  bucket?.age(daysMs);
  for (const node of nodes.values()) node.skewMs += daysMs;
}

/** After that nothing is left in the bucket of uploads that came to nothing. */
export function checkLeftOvers({ oracle, bucket }: World): void {
  const left = bucket?.leftOvers() ?? [];
  if (left.length > 0) oracle.fail('I4', `the bucket still has ${left.join(', ')}`);
}
