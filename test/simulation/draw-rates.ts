import type { SeededRandom } from '../support/node/seeded-random.ts';

/** From the least to the most. */
type Range = readonly [number, number];

/** Draws a rate for every kind of fault but half of them, which never happen. */
export function drawRates<Kind extends string>(
  random: SeededRandom,
  ranges: Readonly<Record<Kind, Range>>,
): ReadonlyMap<Kind, number> {
  const drawn = (Object.keys(ranges) as Kind[]).filter(() => random.chance(0.5));
  return new Map(drawn.map((kind) => [kind, between(random, ranges[kind])]));
}

/**
 * Draws from nine rungs, each so many times the one below. Only roots and products: powers are
 * rounded differently by different versions of V8.
 */
function between(random: SeededRandom, [low, high]: Range): number {
  const factor = Math.sqrt(Math.sqrt(Math.sqrt(high / low)));
  let rate: number = low;
  for (let rung = random.below(9); rung > 0; rung -= 1) rate *= factor;
  return rate;
}
