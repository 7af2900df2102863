import { expect, it } from 'vitest';
import { crc32 } from '../../../../lib/journal/crc32.ts';
import { bytesOf } from '../../../support/disk/small-files.ts';

it.each([
  ['', '00000000'],
  ['123456789', 'cbf43926'],
  ['The quick brown fox jumps over the lazy dog', '414fa339'],
  ['\0\0\0\0', '2144df1c'],
])('the CRC-32 of %j is %s', (text, expected) => {
  expect(crc32(bytesOf(text))).toBe(expected);
});
