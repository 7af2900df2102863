import { expect, it } from 'vitest';
import { createDice } from './prng.ts';

it('gives each key throws of its own, whatever else is thrown', () => {
  const [one, other] = [createDice(9), createDice(9)];
  other.number('something else');
  const throwsOf = (dice: typeof one) => Array.from({ length: 5 }, () => dice.number('key'));
  expect(throwsOf(one)).toEqual(throwsOf(other));
  expect(createDice(10).number('key')).not.toBe(createDice(9).number('key'));
});

it('falls evenly', () => {
  const dice = createDice(1);
  const counts = [0, 0, 0, 0];
  for (let count = 0; count < 4000; count += 1) {
    const face = dice.below(4, `key ${count % 7}`);
    counts[face] = (counts[face] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
