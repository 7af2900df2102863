import { expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
} from '../../../../../runtime/cli/text/format-amount.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1_234_567, '1,234,567'],
])('the number %d is %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1024, '1.0 KiB'],
  [1_500_000, '1.4 MiB'],
  [2 ** 40, '1.0 TiB'],
  [2 ** 70, '1048576.0 PiB'],
])('the size %d is %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [59_600, '1 min'],
  [90_000, '2 min'],
  [3_599_000, '1 h 0 min'],
  [9_000_000, '2 h 30 min'],
])('the time %d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
