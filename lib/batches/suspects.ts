/**
 * The names of what was in batches that broke off. Any of it may be why, such as a file with which
 * a proxy ends the connection: together with others it would hold them up again and again.
 */
export interface Suspects {
  add(names: readonly string[]): void;
  /** Removes a name; returns whether it was among them. */
  take(name: string): boolean;
}

/** Of more than these all are forgotten: some never come again. */
const maxNames = 1000;

/** Creates an empty set of them, for one peer. */
export function createSuspects(): Suspects {
  const suspects = new Set<string>();
  return {
    add(names) {
      for (const name of names) suspects.add(name);
      if (suspects.size > maxNames) suspects.clear();
    },
    take: (name) => suspects.delete(name),
  };
}
