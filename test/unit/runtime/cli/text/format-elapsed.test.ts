import { expect, test } from 'vitest';
import { formatElapsed } from '../../../../../runtime/cli/text/format-elapsed.ts';

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [59_600, '1 min'],
  [90_000, '2 min'],
  [3_599_000, '1 h 0 min'],
  [9_000_000, '2 h 30 min'],
])('the time %d ms is %s', (ms, text) => {
  expect(formatElapsed(ms)).toBe(text);
});
