import type { Operation } from '../../lib/journal/journal.ts';
import type { SimNode } from './sim-node.ts';
import type { Moved } from './traffic.ts';
import type { World } from './world.ts';

/**
 * How often a node may record one operation: once in each process of any node, and this often besides.
 */
const moreRecords = 4;
/** What a link that always cuts may cost beside the body. */
const resumedShare = 0.05;

/** No operation circulates: each restart of a node may send it around once. */
export function checkRecords(world: World, node: SimNode, operation: Operation): void {
  const { oracle, nodes, traffic } = world;
  // What could not be stored after it was recorded is recorded again when it is sent again.
  if (node.diskFaults > 0 || node.storageDisk.capacityBytes < Infinity) return;
  const count = traffic.recorded(node, operation);
  const incarnations = [...nodes.values()].reduce((sum, { incarnation }) => sum + incarnation, 1);
  if (count <= incarnations + moreRecords) return;
  oracle.fail('I6', `${node.id} records ${operation.op} ${operation.name} ${count} times`);
}

/** A body is transferred about once for each of its names, however often a link breaks. */
export function checkMovedBytes({ oracle, nodes, plan, traffic }: World): void {
  if (plan.linkCut === undefined) return;
  const incarnations = Math.max(...[...nodes.values()].map(({ incarnation }) => incarnation + 1));
  // Two senders may begin at once, and whatever breaks otherwise may lose all that was sent.
  const allowed = ({ names, sizeBytes, breaks }: Moved): number =>
    sizeBytes * (names.size * (1 + resumedShare + incarnations) + breaks);
  for (const body of traffic.excess(allowed)) oracle.fail('I6', `too much is moved of ${body}`);
}
