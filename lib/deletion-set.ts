import type { Deletions } from './context.ts';
import type { StoredName } from './stored-name.ts';

/** The deleted names in memory. It only grows (I2), and only by names whose deletion is durable. */
export interface DeletionSet extends Deletions {
  add(name: StoredName): void;
  names(): Iterable<StoredName>;
}

export function createDeletionSet(): DeletionSet {
  const names = new Set<StoredName>();
  return {
    has: (name) => names.has(name),
    add: (name) => void names.add(name),
    names: () => names,
  };
}
