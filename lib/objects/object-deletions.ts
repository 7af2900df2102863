import type { StoredName } from '../names/stored-name.ts';
import type { ObjectStore } from '../object-store/object-store.ts';

/**
 * The deletions of a store: the marks under the names themselves. The journal makes them, and the
 * storage finds out from here whether a file was there.
 */
export interface ObjectDeletions {
  /** How many this process has made. */
  readonly count: number;
  has(name: StoredName): Promise<boolean>;
  /** Leaves a mark under a name, whether or not a file is there; `false` if it has one already. */
  mark(name: StoredName): Promise<boolean>;
  /** Removes a file, if `mark` has not; whether there was one. */
  remove(name: StoredName): Promise<boolean>;
}

/** Creates the deletions of a store. Calls for one name are kept apart by its lock. */
export function createObjectDeletions(
  store: Pick<ObjectStore, 'head' | 'markDeleted'>,
): ObjectDeletions {
  /** Whether a file was where a mark was made, until `remove` asks for that. */
  const wasThere = new Map<StoredName, boolean>();
  let count = 0;

  async function putMark(name: StoredName): Promise<void> {
    await store.markDeleted(name);
    count += 1;
  }

  return {
    get count() {
      return count;
    },
    has: async (name) => (await store.head(name))?.isDeleted === true,
    async mark(name) {
      const found = await store.head(name);
      const isMarked = found?.isDeleted === true;
      if (!isMarked) await putMark(name);
      wasThere.set(name, found !== undefined && !isMarked);
      return !isMarked;
    },
    async remove(name) {
      const existed = wasThere.get(name);
      wasThere.delete(name);
      if (existed !== undefined) return existed;
      const found = await store.head(name);
      if (found === undefined || found.isDeleted) return false;
      await putMark(name);
      return true;
    },
  };
}
