/** Counts the work that is under way. */
export interface InFlight {
  /** Counts work until it settles; the promise settles when that is done, and never rejects. */
  add(work: Promise<unknown>): Promise<void>;
  /** Resolves as soon as nothing is under way. */
  finished(): Promise<void>;
}

/**
 * Creates a count of 0. It is a number and no set of promises: when a set grows or shrinks, V8
 * makes a new table of it. The old ones, which it keeps until a full collection, still refer to
 * whatever was in the set: of each upload 8 KB would stay that long.
 */
export function createInFlight(): InFlight {
  let count = 0;
  let waiting: (() => void)[] = [];

  function end(): void {
    count -= 1;
    if (count > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  return {
    add(work) {
      count += 1;
      return work.then(end, end);
    },
    async finished() {
      if (count > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
