import { expect, it } from 'vitest';
import { backoffMs } from '../../../../lib/concurrency/backoff.ts';

it.each([
  [1, 500],
  [2, 1000],
  [3, 2000],
  [6, 16_000],
  [7, 30_000],
  [10_000, 30_000],
])('after %i failures in a row the wait is %i ms', (failures, expected) => {
  expect(backoffMs(failures)).toBe(expected);
});
