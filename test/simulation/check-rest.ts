import { mostOpenAtRest } from '../support/disk/most-open-at-rest.ts';
import { checkFiles } from './check-start.ts';
import { setsOnDisk } from './sets-on-disk.ts';
import type { SimNode } from './sim-node.ts';
import { storedNames } from './stored-files.ts';
import type { World } from './world.ts';

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
export function areAlike({ nodes }: World): boolean {
  return new Set([...nodes.values()].map((node) => visibleNames(node).join('\n'))).size <= 1;
}

/** What is pending, for people. */
export function describeUnrest({ nodes }: World): string {
  const states = [...nodes.values()].map((node) => {
    const { id, phase, inFlight } = node;
    return `${id} is ${phase}, in flight: ${inFlight}, pending: ${lengthsOf(node).join(' ')}`;
  });
  return states.join('; ');
}

function lengthsOf({ ctx }: SimNode): readonly number[] {
  return Object.values(ctx?.peers.report() ?? {}).map(({ length }) => length);
}

/** Once all is at rest: what was acknowledged is everywhere or nowhere, and all nodes are alike. */
export function checkRest(world: World): void {
  const { oracle, nodes } = world;
  const all = [...nodes.values()];
  for (const node of all) {
    const visible = new Set(visibleNames(node));
    for (const name of oracle.uploaded) {
      const isMissing = !visible.has(name) && !oracle.losses.lost.has(name);
      if (oracle.doomed.has(name) || !isMissing) continue;
      oracle.fail('I1', `${name} was acknowledged and is not on ${node.id}`);
    }
    for (const name of oracle.deleted) {
      const mayBeThere = oracle.losses.forgotten.has(name);
      if (visible.has(name) && !mayBeThere)
        oracle.fail('I2', `${name} was deleted and is on ${node.id}`);
    }
    checkFiles(world, node);
  }
  const [first, ...others] = all as [SimNode, ...SimNode[]];
  for (const other of others) {
    const [here, there] = [visibleNames(first).join(', '), visibleNames(other).join(', ')];
    if (here !== there) {
      oracle.fail('I5', `${first.id} has [${here}] and ${other.id} has [${there}]`);
    }
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
  const staged = storageDisk.paths().filter((path) => path.startsWith('.cockatiel/staging/'));
  if (staged.length > 0) oracle.fail('I4', `${id} is at rest with ${staged.join(', ')}`);
}
