import { parseStoredName, type StoredName } from '../names/stored-name.ts';
import type { ObjectInfo, ObjectStore } from '../object-store/object-store.ts';

/** Who is told of the names that a node comes upon. */
export interface NameListener {
  onDeleted(name: StoredName): void;
  onStored?(name: StoredName): void;
}

/**
 * The same store, which tells of every mark of a deletion and every file that it comes upon: this
 * node and its peers may not know of it.
 */
export function watchNames(store: ObjectStore, listener: NameListener): ObjectStore {
  function note<Info extends ObjectInfo>(key: string, info: Info | undefined): Info | undefined {
    if (info === undefined) return undefined;
    const tell = info.isDeleted ? listener.onDeleted : listener.onStored;
    const name = tell && parseStoredName(key)?.name;
    if (name !== undefined) tell?.(name);
    return info;
  }

  return {
    ...store,
    get: async (key, range) => note(key, await store.get(key, range)),
    head: async (key) => note(key, await store.head(key)),
  };
}
