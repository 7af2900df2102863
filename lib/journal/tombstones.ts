import { createLargeSet } from '../collections/large-set.ts';
import { fromCompactName, toCompactName } from '../names/compact-name.ts';
import { restoreStoredName, type StoredName } from '../names/stored-name.ts';

/** The names that are deleted for good (I2). */
export interface Tombstones {
  has(name: StoredName): boolean;
}

/** The deleted names in memory. It only grows (I2), and only by names whose deletion is durable. */
export interface TombstoneSet extends Tombstones {
  add(name: StoredName): void;
  names(): Iterable<StoredName>;
}

export function createTombstoneSet(): TombstoneSet {
  const plain = createLargeSet<StoredName>();
  /** Names that take less memory in another form. */
  const compact = createLargeSet<string>();

  /** Most sets have none of these, and a name need not be looked through to be asked for. */
  function hasCompact(name: StoredName): boolean {
    const form = toCompactName(name);
    return form !== undefined && compact.has(form);
  }

  return {
    has: (name) => plain.has(name) || (compact.size > 0 && hasCompact(name)),
    add(name) {
      const form = toCompactName(name);
      if (form === undefined) plain.add(name);
      else compact.add(form);
    },
    *names() {
      yield* plain.values();
      for (const form of compact.values()) yield restoreStoredName(fromCompactName(form));
    },
  };
}
