import { expect, it } from 'vitest';
import { createPrng } from './prng.ts';

it('gives each key a stream of its own, whatever else is drawn', () => {
  const [one, other] = [createPrng(9), createPrng(9)];
  other.number('something else');
  const drawsOf = (prng: typeof one) => Array.from({ length: 5 }, () => prng.number('key'));
  expect(drawsOf(one)).toEqual(drawsOf(other));
  expect(createPrng(10).number('key')).not.toBe(createPrng(9).number('key'));
});

it('is uniform', () => {
  const prng = createPrng(1);
  const counts = [0, 0, 0, 0];
  for (let count = 0; count < 4000; count += 1) {
    const face = prng.below(4, `key ${count % 7}`);
    counts[face] = (counts[face] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
