import { expect, test } from 'vitest';
import { formatContentRange, parseContentRange } from '../../../../lib/http/content-range.ts';

test.each([
  ['bytes 0-9/10', { first: 0, totalBytes: 10 }],
  ['bytes 9-9/10', { first: 9, totalBytes: 10 }],
  ['bytes */10', { first: 10, totalBytes: 10 }],
])('%s is the end of a file, and is written so', (text, range) => {
  expect(parseContentRange(text)).toEqual(range);
  expect(formatContentRange(range)).toBe(text);
});

test.each([
  'bytes 0-8/10',
  'bytes 0-10/10',
  'bytes 10-9/10',
  'bytes 0-9/*',
  'bytes -9/10',
  'bytes 0-/10',
  'bytes 0-9',
  'Bytes 0-9/10',
  'bytes=0-9/10',
  'items 0-9/10',
  'bytes 0-9/10, 0-9/10',
  ' bytes 0-9/10',
  'bytes +0-9/10',
  'bytes 0-9007199254740992/9007199254740993',
  '',
])('%j is none', (text) => {
  expect(parseContentRange(text)).toBeUndefined();
});
