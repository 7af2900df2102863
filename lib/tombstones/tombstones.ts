import { createLargeSet } from '../collections/large-set.ts';
import type { GrowingDigest } from '../names/name-digest.ts';
import type { StoredName } from '../names/stored-name.ts';

/** The names that are deleted for good (I2). */
export interface Tombstones {
  /** How many there are. While it is the same, `mayHave` is `false` for the same names. */
  readonly size: number;
  /**
   * Whether the name may be deleted, by what is in memory: `false` proves that it is not. `true` is
   * wrong for a name that has the fingerprint of a deleted one.
   */
  mayHave(name: StoredName): boolean;
  /**
   * Whether the name is deleted: no file of it may be stored or served again. Reads the exact name
   * from the disk where `mayHave` is `true`, and rejects if it can't be read.
   */
  has(name: StoredName): Promise<boolean>;
}

/** Tombstones that can be listed. */
export interface ListedTombstones extends Tombstones {
  /** The fingerprints of all names, for comparisons, where they are kept anyway. */
  readonly digest?: GrowingDigest;
  /** All names, some of them more than once; those that are added meanwhile may be among them. */
  names(): AsyncIterable<StoredName>;
}

/**
 * Tombstones in memory, names and all. A set that only grows (I2): with the set of stored names it
 * forms a 2P-set, so operations are commutative and idempotent.
 */
export interface TombstoneSet extends ListedTombstones {
  /** Adds a name whose deletion is durable. */
  add(name: StoredName): void;
}

/** Creates an empty set. */
export function createTombstoneSet(): TombstoneSet {
  const names = createLargeSet<StoredName>();
  return {
    get size() {
      return names.size;
    },
    mayHave: (name) => names.has(name),
    has: async (name) => names.has(name),
    add: (name) => void names.add(name),
    async *names() {
      yield* names.values();
    },
  };
}
