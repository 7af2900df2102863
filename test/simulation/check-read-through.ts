import { defaultReadThroughLimits } from '../../lib/limits/read-through-limits.ts';
import { nodeBehind } from './address.ts';
import { askNode } from './ask-node.ts';
import { oneOfMany } from './contents.ts';
import { runClientStep } from './run-client-step.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** A file of which no scenario knows. */
const number = 1500;
/** A name that nobody has uploaded, from long before the run. */
const absentName = `absent_1600000000_${'0'.repeat(40)}`;

/**
 * A client sends a file to one node, and all that have that node as a peer serve it at once: a load
 * balancer in front of all nodes never causes a 404.
 */
export async function checkReadAfterWrite(world: World): Promise<void> {
  const { oracle, nodes, plan, scheduler } = world;
  // It has no space for one more file.
  if (plan.smallDisk !== undefined) return;
  // A peer that did not respond while there were faults is left alone, until a probe finds it.
  await scheduler.sleep(defaultReadThroughLimits.restMs + plan.probeIntervalMs);
  const all = [...nodes.values()];
  const at = plan.seed % all.length;
  const { base, content } = oneOfMany(number);
  await runClientStep(world, { what: 'upload one of many', node: at, number });
  const name = oracle.names.findLast((known) => known.startsWith(`${base}_`));
  if (name === undefined) return oracle.fail('I1', `no node takes ${base}`);
  const readers = all.filter((node) => readsFrom(node, all[at] as SimNode));
  await Promise.all(
    readers.map(async (node) => {
      const { status, bytes } = await askNode(node, 'GET', name);
      if (status === 200 && Buffer.compare(bytes, content) === 0) return;
      oracle.fail('I1', `${node.id} responds ${status} for ${name}, which was just stored`);
    }),
  );
}

function readsFrom({ isLegacy, runningPeers }: SimNode, { id }: SimNode): boolean {
  return !isLegacy && [...runningPeers].some((host) => nodeBehind(host) === id);
}

/**
 * Requests a name that nobody has from every node. Those that know that all their peers hold the
 * same ask nobody.
 */
export async function checkAbsence({ oracle, nodes, reach }: World): Promise<void> {
  for (const node of nodes.values()) {
    const before = oracle.messageCounts.get('read') ?? 0;
    const { status } = await askNode(node, 'GET', absentName);
    if (status !== 404) oracle.fail('I4', `${node.id} responds ${status} for what nobody has`);
    if (!oracle.book(node).knowsAllEqual()) continue;
    reach('a node asks nobody, because all hold the same');
    const asked = (oracle.messageCounts.get('read') ?? 0) - before;
    if (asked > 0) oracle.fail('I6', `${node.id} asks ${asked} times for what nobody has`);
  }
}
