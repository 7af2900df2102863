import { chain } from './chain.ts';

/** A set that only grows, as far as there is memory. */
export interface LargeSet<Value> {
  readonly size: number;
  has(value: Value): boolean;
  add(value: Value): void;
  /** All values in the order they came, also those added meanwhile; it can be read again. */
  values(): Iterable<Value>;
}

/** A `Set` takes 2^24 values and no more, and growing a large one stops everything for a second. */
const defaultPartSize = 2 ** 22;

/**
 * Keeps the values in parts of so many each. A value may be in any of them: where a part is chosen
 * by the value, whoever makes up the values can fill one.
 */
export function createLargeSet<Value>(partSize = defaultPartSize): LargeSet<Value> {
  const parts = [new Set<Value>()];
  let last = parts[0] as Set<Value>;

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
