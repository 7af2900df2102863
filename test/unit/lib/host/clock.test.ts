import { expect, test } from 'vitest';
import { nowSeconds } from '../../../../lib/host/clock.ts';

test.each([
  [1_700_000_000_999, 1_700_000_000],
  [999.5, 0],
  [-1, 0],
  [-1e12, 0],
])('at %d ms it is second %d', (ms, seconds) => {
  expect(nowSeconds({ nowMs: () => ms })).toBe(seconds);
});
