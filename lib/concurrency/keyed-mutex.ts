import { createMutex } from './mutex.ts';

/** Runs work on one key one call after the other; work on different keys runs at the same time. */
export interface KeyedMutex<Key extends string> {
  /** Runs the work once all earlier work on the key has ended, and settles as it does. */
  withLock<Result>(key: Key, work: () => Promise<Result>): Promise<Result>;
}

/** The mutex of one key, as long as somebody holds it or waits for it. */
interface Lock {
  readonly run: ReturnType<typeof createMutex>;
  users: number;
}

/** Creates a mutex for any number of keys; a key that is not in use takes no memory. */
export function createKeyedMutex<Key extends string>(): KeyedMutex<Key> {
  const locks = new Map<Key, Lock>();

  return {
    async withLock(key, work) {
      const lock = locks.get(key) ?? { run: createMutex(), users: 0 };
      locks.set(key, lock);
      lock.users += 1;
      try {
        return await lock.run(work);
      } finally {
        lock.users -= 1;
        if (lock.users === 0) locks.delete(key);
      }
    },
  };
}
