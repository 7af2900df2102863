/** A random number generator that gives the same numbers for the same seed. */
export interface SeededRandom {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item | undefined;
  shuffle<Item>(items: readonly Item[]): Item[];
  bytes(length: number): Buffer<ArrayBuffer>;
}

/** The generator is mulberry32: small, fast, and good enough to choose moments by. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit);
  return {
    below,
    chance: (probability) => next() / 2 ** 32 < probability,
    pick: (items) => items[below(items.length)],
    shuffle: (items) =>
      items
        .map((item) => [next(), item] as const)
        .sort(byKey)
        .map(second),
    bytes(length) {
      const block = Buffer.alloc(Math.min(length, 4096));
      for (let index = 0; index < block.length; index += 1) block[index] = next() & 0xff;
      return Buffer.alloc(length, block);
    },
  };
}

function byKey(one: readonly [number, unknown], other: readonly [number, unknown]): number {
  return one[0] - other[0];
}

function second<Item>([, item]: readonly [number, Item]): Item {
  return item;
}
