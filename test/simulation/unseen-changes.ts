import type { SimNode } from './sim-node.ts';

/**
 * Files that somebody has put on a node's disk, or removed from it, without the node: it knows of
 * them for sure once a later process has listed all files.
 */
export interface UnseenChanges {
  readonly size: number;
  has(name: string): boolean;
  add(name: string): void;
}

export function createUnseenChanges(node: () => SimNode): UnseenChanges {
  /** For each name the process that will list it. */
  const changes = new Map<string, number>();

  function current(): ReadonlyMap<string, number> {
    const { phase, ctx, incarnation } = node();
    const isListed = phase === 'up' && ctx?.inventory.isComplete === true;
    for (const [name, listedBy] of changes) {
      if (isListed && listedBy <= incarnation) changes.delete(name);
    }
    return changes;
  }

  return {
    get size() {
      return current().size;
    },
    has: (name) => current().has(name),
    add(name) {
      node().diskVersion += 1;
      const { phase, incarnation } = node();
      changes.set(name, phase === 'down' ? incarnation : incarnation + 1);
    },
  };
}
