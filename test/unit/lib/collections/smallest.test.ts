import { expect, it } from 'vitest';
import { smallest } from '../../../../lib/collections/smallest.ts';

it('finds the smallest of some values, and none where there are none', () => {
  expect(smallest([3, 1, 2])).toBe(1);
  expect(smallest(new Set([0]))).toBe(0);
  expect(smallest([])).toBeUndefined();
});
