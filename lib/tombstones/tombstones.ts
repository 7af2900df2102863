import { createLargeSet } from '../collections/large-set.ts';
import { fromCompactName, toCompactName } from '../names/compact-name.ts';
import { restoreStoredName, type StoredName } from '../names/stored-name.ts';

/** The names that are deleted for good (I2). */
export interface Tombstones {
  /** Whether the name is deleted: no file of it may be stored or served again. */
  has(name: StoredName): boolean;
}

/** Tombstones that can be listed. */
export interface ListedTombstones extends Tombstones {
  /** All names; the result can be iterated once. */
  names(): Iterable<StoredName>;
}

/**
 * All tombstones, in memory. A set that only grows (I2): with the set of stored names it forms a
 * 2P-set, so operations are commutative and idempotent.
 */
export interface TombstoneSet extends ListedTombstones {
  /** Adds a name whose deletion is durable. */
  add(name: StoredName): void;
}

/** Creates an empty set. */
export function createTombstoneSet(): TombstoneSet {
  const plain = createLargeSet<StoredName>();
  /** Names that take less memory in compact form. */
  const compact = createLargeSet<string>();

  /** Called only if there are compact names at all: the conversion costs a pass over the name. */
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
