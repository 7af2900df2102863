import { expect, it } from 'vitest';
import { createLargeSet } from '../../../../lib/collections/large-set.ts';

it('a set has every value once, in whatever part it is', () => {
  const set = createLargeSet<number>(3);
  expect(set.size).toBe(0);
  for (let round = 0; round < 2; round += 1) {
    for (let value = 0; value < 10; value += 1) set.add(value);
  }
  expect(set.size).toBe(10);
  expect([...set.values()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect([0, 4, 9, 10].map((value) => set.has(value))).toEqual([true, true, true, false]);
});

it('a value that is added during an iteration is part of it', () => {
  const set = createLargeSet<number>(2);
  for (const value of [0, 1, 2]) set.add(value);
  const seen: number[] = [];
  for (const value of set.values()) {
    seen.push(value);
    if (value < 6) set.add(value + 3);
  }
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});
