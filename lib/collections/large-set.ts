import { chain } from './chain.ts';

/** A set that only grows, beyond the limit of a `Set`. */
export interface LargeSet<Value> {
  readonly size: number;
  /** Whether the value is in the set. */
  has(value: Value): boolean;
  /** Adds a value; a second time does nothing. */
  add(value: Value): void;
  /** All values in insertion order, also those added meanwhile; can be iterated again. */
  values(): Iterable<Value>;
}

/** A `Set` takes at most 2^24 values, and to grow a large one blocks the process for a second. */
const defaultPartSize = 2 ** 22;

/**
 * Creates an empty set of parts that are filled one after the other. A value may be in any part: if
 * the value decided which, whoever chooses the values could overfill one.
 */
export function createLargeSet<Value>(partSize = defaultPartSize): LargeSet<Value> {
  let last = new Set<Value>();
  const parts = [last];

  function has(value: Value): boolean {
    return parts.some((part) => part.has(value));
  }

  return {
    get size() {
      return (parts.length - 1) * partSize + last.size;
    },
    has,
    add(value) {
      if (has(value)) return;
      if (last.size === partSize) {
        last = new Set();
        parts.push(last);
      }
      last.add(value);
    },
    values: () => chain(parts),
  };
}
