import { parseStoredName, type StoredName } from '../names/stored-name.ts';
import type { ObjectInfo, ObjectStore } from '../object-store/object-store.ts';

/**
 * The same store, which tells of every mark of a deletion that it comes upon: whoever has made it,
 * the peers of this node may not know of it.
 */
export function watchDeletions(
  store: ObjectStore,
  onDeleted: (name: StoredName) => void,
): ObjectStore {
  function note<Info extends ObjectInfo>(key: string, info: Info | undefined): Info | undefined {
    const name = info?.isDeleted === true ? parseStoredName(key)?.name : undefined;
    if (name !== undefined) onDeleted(name);
    return info;
  }

  return {
    ...store,
    get: async (key, range) => note(key, await store.get(key, range)),
    head: async (key) => note(key, await store.head(key)),
  };
}
