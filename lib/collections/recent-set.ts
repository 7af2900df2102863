/** A set of the values that were added last. */
export interface RecentSet<Value> {
  /** Adds a value; `false` if it is among them. */
  add(value: Value): boolean;
}

/** Creates an empty set of at most so many values; the one added first goes first. */
export function createRecentSet<Value>(maxSize: number): RecentSet<Value> {
  const values = new Set<Value>();
  return {
    add(value) {
      if (values.has(value)) return false;
      values.add(value);
      if (values.size > maxSize) values.delete(values.values().next().value as Value);
      return true;
    },
  };
}
