/** Runs work on one key one call after the other; work on different keys runs at the same time. */
export interface KeyedMutex<Key extends string> {
  /** Runs the work once all earlier work on the key has ended, and settles as it does. */
  withLock<Result>(key: Key, work: () => Promise<Result>): Promise<Result>;
}

/** Creates a mutex for any number of keys; a key that is not in use takes no memory. */
export function createKeyedMutex<Key extends string>(): KeyedMutex<Key> {
  /** Of each key that is in use, what lets the next ones begin. */
  const waiting = new Map<Key, (() => void)[]>();

  /** A key is handed to who waits longest, so that a newcomer can't overtake it. */
  function leave(key: Key): void {
    const next = waiting.get(key)?.shift();
    if (next === undefined) waiting.delete(key);
    else next();
  }

  return {
    async withLock(key, work) {
      const others = waiting.get(key);
      if (others === undefined) waiting.set(key, []);
      else await new Promise<void>((begin) => others.push(begin));
      try {
        return await work();
      } finally {
        leave(key);
      }
    },
  };
}
