/** Runs the work on one key one piece after the other; other keys are not held up. */
export interface KeyedMutex<Key extends string> {
  withLock<Result>(key: Key, work: () => Promise<Result>): Promise<Result>;
}

/** Creates locks that live as long as somebody holds or awaits them. */
export function createKeyedMutex<Key extends string>(): KeyedMutex<Key> {
  const tails = new Map<Key, Promise<unknown>>();

  return {
    async withLock(key, work) {
      const result = (tails.get(key) ?? Promise.resolve()).then(work);
      const tail = result.catch(() => undefined);
      tails.set(key, tail);
      try {
        return await result;
      } finally {
        if (tails.get(key) === tail) tails.delete(key);
      }
    },
  };
}
