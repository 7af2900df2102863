import { mostOpenAtRest } from '../support/disk/most-open-at-rest.ts';
import { checkFiles, stagedOn } from './check-start.ts';
import { setsOnDisk } from './sets-on-disk.ts';
import type { SimNode } from './sim-node.ts';
import { storedNames } from './stored-files.ts';
import type { World } from './world.ts';

/** Who has files, and which. */
interface Holder {
  readonly id: string;
  readonly names: readonly string[];
}

/** Whether nothing is in flight and nothing is pending. */
export function isAtRest({ nodes, busyCount }: World): boolean {
  if (busyCount > 0) return false;
  const isIdle = [...nodes.values()].every((node) => node.phase === 'up' && node.inFlight === 0);
  return isIdle && nothingPending({ nodes });
}

/** Whether all lengths are 0. */
export function nothingPending({ nodes }: Pick<World, 'nodes'>): boolean {
  return [...nodes.values()].every((node) => lengthsOf(node).every((length) => length === 0));
}

/** Whether all nodes have the same names. */
export function areAlike(world: World): boolean {
  return new Set(holdersIn(world).map(({ names }) => names.join('\n'))).size <= 1;
}

/** What is pending, for people. */
export function describeUnrest({ nodes }: World): string {
  const states = [...nodes.values()].map((node) => {
    const { id, phase, inFlight } = node;
    return `${id} is ${phase}, in flight: ${inFlight}, pending: ${lengthsOf(node).join(' ')}`;
  });
  return states.join('; ');
}

/** What is pending for the peers of a node, and for the node from the bucket behind it. */
function lengthsOf({ ctx, behind }: SimNode): readonly number[] {
  const reports = [ctx, behind].map((one) => one?.peers.report() ?? {});
  return reports.flatMap((report) => Object.values(report).map(({ length }) => length));
}

/** All that have files for others to read: the nodes, and the bucket. */
function holdersIn({ nodes, bucket }: World): readonly Holder[] {
  const all = [...nodes.values()].map((node) => ({ id: node.id, names: visibleNames(node) }));
  return bucket === undefined ? all : [...all, { id: 'the bucket', names: bucket.storedNames() }];
}

/** Once all is at rest: what was acknowledged is everywhere or nowhere, and all nodes are alike. */
export function checkRest(world: World): void {
  const { oracle, nodes } = world;
  const holders = holdersIn(world);
  for (const holder of holders) checkHolder(world, holder);
  for (const node of nodes.values()) checkFiles(world, node);
  const [first, ...others] = holders as [Holder, ...Holder[]];
  for (const other of others) {
    const [here, there] = [first.names.join(', '), other.names.join(', ')];
    if (here !== there) {
      oracle.fail('I5', `${first.id} has [${here}] and ${other.id} has [${there}]`);
    }
  }
}

function checkHolder({ oracle }: World, { id, names }: Holder): void {
  const visible = new Set(names);
  for (const name of oracle.uploaded) {
    const isMissing = !visible.has(name) && !oracle.losses.lost.has(name);
    if (oracle.doomed.has(name) || !isMissing) continue;
    oracle.fail('I1', `${name} was acknowledged and is not on ${id}`);
  }
  for (const name of oracle.deleted) {
    const mayBeThere = oracle.losses.forgotten.has(name);
    if (visible.has(name) && !mayBeThere) oracle.fail('I2', `${name} was deleted and is on ${id}`);
  }
}

/**
 * What a node has for all to read. Copies made by hand, and files that could not be removed, may be
 * there although they are deleted: the node hides them.
 */
export function visibleNames(node: SimNode): readonly string[] {
  const { stored } = setsOnDisk(node);
  const mayHide = (name: string): boolean => node.unseen.has(name) || node.diskFaults > 0;
  return storedNames(node).filter((name) => stored.has(name) || !mayHide(name));
}

/** After a silence nothing is open but the journal, the deletion log, its index and `recorded`. */
export function checkFootprints(world: World): void {
  for (const node of world.nodes.values()) checkFootprint(world, node);
}

function checkFootprint({ oracle }: World, node: SimNode): void {
  const { storageDisk, queueDisk, id } = node;
  if (node.diskFaults > 0) return;
  const [files, records] = [storageDisk.openFileCount, queueDisk.openFileCount];
  if (files > 0 || records > mostOpenAtRest(queueDisk)) {
    oracle.fail('I6', `${id} is at rest with ${files} + ${records} files open`);
  }
  const staged = stagedOn(node);
  if (staged.length > 0) oracle.fail('I4', `${id} is at rest with ${staged.join(', ')}`);
}
