/**
 * A seeded pseudo-random number generator with a stream for each key: a number depends on the seed,
 * the key, and how many were drawn for that key before, but not on what else was drawn. So a run
 * from which a step is removed is the same as before wherever that step played no part.
 */
export interface Prng {
  /** A number from 0 up to, not including, 1. */
  number(key: string): number;
  chance(probability: number, key: string): boolean;
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number, key: string): number;
  /** How many numbers were drawn for a key so far. */
  drawsOf(key: string): number;
}

export function createPrng(seed: number): Prng {
  const draws = new Map<string, number>();

  function number(key: string): number {
    const count = (draws.get(key) ?? 0) + 1;
    draws.set(key, count);
    return mix(hashText(key, seed), count) / 2 ** 32;
  }

  const below = (limit: number, key: string): number => Math.floor(number(key) * limit);
  return {
    number,
    below,
    chance: (probability, key) => number(key) < probability,
    drawsOf: (key) => draws.get(key) ?? 0,
  };
}

/** FNV-1a, 32 bits, begun with a seed. */
export function hashText(text: string, seed = 0): number {
  let hash = mix(seed, 0x811c9dc5);
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** The last rounds of MurmurHash3, which let every bit reach every other. */
function mix(one: number, other: number): number {
  let hash = (one ^ Math.imul(other, 0x9e3779b1)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
