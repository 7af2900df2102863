import { expect, it } from 'vitest';
import { crc32 } from '../../../../lib/disk/crc32.ts';
import { bytesOf } from '../../../support/disk/small-files.ts';

it.each([
  ['', 0],
  ['123456789', 0xcbf43926],
  ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ['\0\0\0\0', 0x2144df1c],
])('the CRC-32 of %j is %i, whole and in parts', (text, expected) => {
  const bytes = bytesOf(text);
  expect(crc32(bytes)).toBe(expected);
  expect(crc32(bytes.subarray(3), crc32(bytes.subarray(0, 3)))).toBe(expected);
});
