import type { Ending, SimNode } from './sim-node.ts';
import { findPath } from './stored-files.ts';

/**
 * Files that somebody has put on a node's disk, or removed from it, without the node: it knows of
 * them for sure once a later process has listed all files. One that it has removed again may be
 * back after a power cut, if the process ended before its sync: then it is unseen again.
 */
export interface UnseenChanges {
  readonly size: number;
  has(name: string): boolean;
  add(name: string): void;
  /** The process ends; `end` leaves on the disk what is there after that. */
  whileEnding(how: Ending, end: () => void): void;
}

export function createUnseenChanges(node: () => SimNode): UnseenChanges {
  /** For each name the process that will list it. */
  const changes = new Map<string, number>();
  /** Names whose file a process may have removed without a sync: nobody else syncs that. */
  const unsynced = new Set<string>();

  function current(): ReadonlyMap<string, number> {
    const { phase, ctx, incarnation, diskFaults } = node();
    const isListed = phase === 'up' && ctx?.inventory.isComplete === true;
    for (const [name, listedBy] of changes) {
      if (!isListed || listedBy > incarnation) continue;
      changes.delete(name);
      if (diskFaults > 0) unsynced.add(name);
      else if (isThere(name)) unsynced.delete(name);
    }
    return changes;
  }

  function isThere(name: string): boolean {
    return findPath(node(), name) !== undefined;
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
    whileEnding(how, end) {
      const isFinished = how === 'stop' && node().diskFaults === 0;
      if (!isFinished) for (const name of current().keys()) unsynced.add(name);
      const removed = [...unsynced].filter((name) => !isThere(name));
      end();
      for (const name of removed.filter(isThere)) changes.set(name, node().incarnation + 1);
    },
  };
}
