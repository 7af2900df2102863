import { InvalidNameError } from '../../lib/errors/domain-errors.ts';
import { exceedsBytes } from '../../lib/names/exceeds-bytes.ts';
import type { ObjectStore } from '../../lib/object-store/object-store.ts';

/** What S3 and R2 allow, in UTF-8 and with the prefix. */
const maxKeyBytes = 1024;

/**
 * The same store, which is not asked for keys that no object in it can have: its refusal could not
 * be told from others. Nothing is under such a key, and never will be. An upload rejects with an
 * `InvalidNameError`.
 */
export function limitKeys(store: ObjectStore, prefix: string): ObjectStore {
  const limit = maxKeyBytes - prefix.length;
  const isPossible = (key: string): boolean => !exceedsBytes(key, limit);

  function require(key: string): void {
    if (isPossible(key)) return;
    throw new InvalidNameError(`The name is longer than the ${limit} bytes that its bucket takes.`);
  }

  return {
    ...store,
    async putIfAbsent(key, ...content) {
      require(key);
      return await store.putIfAbsent(key, ...content);
    },
    async replace(key, ...content) {
      require(key);
      return await store.replace(key, ...content);
    },
    async markDeleted(key) {
      if (isPossible(key)) await store.markDeleted(key);
    },
    get: async (key, range) => (isPossible(key) ? await store.get(key, range) : undefined),
    head: async (key) => (isPossible(key) ? await store.head(key) : undefined),
  };
}
