import { expect, test } from 'vitest';
import { exceedsBytes } from '../../../../lib/names/exceeds-bytes.ts';

test.each([
  ['', 0, false],
  ['a', 0, true],
  ['abc', 3, false],
  ['abcd', 3, true],
  ['é', 2, false],
  ['é', 1, true],
  ['€€', 6, false],
  ['€€', 5, true],
  ['🐈', 4, false],
  ['🐈', 3, true],
  ['a'.repeat(86), 255, false],
  ['€'.repeat(85), 255, false],
  ['€'.repeat(86), 255, true],
])('%j is longer than %d bytes: %s', (text, maxBytes, expected) => {
  expect(exceedsBytes(text, maxBytes)).toBe(expected);
});
