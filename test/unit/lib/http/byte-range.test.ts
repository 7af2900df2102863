import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseByteRange } from '../../../../lib/http/byte-range.ts';

describe('a range of a file of 10 bytes', () => {
  test.each([
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=0-9', { first: 0, last: 9 }],
    ['bytes=2-5', { first: 2, last: 5 }],
    ['bytes=9-', { first: 9, last: 9 }],
    ['bytes=0-', { first: 0, last: 9 }],
    ['bytes=5-99', { first: 5, last: 9 }],
    ['bytes=5-99999999999999999999', { first: 5, last: 9 }],
    [`bytes=5-${'9'.repeat(400)}`, { first: 5, last: 9 }],
    ['bytes=-1', { first: 9, last: 9 }],
    ['bytes=-10', { first: 0, last: 9 }],
    ['bytes=-11', { first: 0, last: 9 }],
    [`bytes=-${'9'.repeat(400)}`, { first: 0, last: 9 }],
    ['bytes=00-01', { first: 0, last: 1 }],
    ['Bytes=0-0', { first: 0, last: 0 }],
  ])('%s', (header, range) => {
    expect(parseByteRange(header, 10)).toEqual(range);
  });
});

describe('a range that begins after the end is unsatisfiable', () => {
  test.each([
    ['bytes=10-', 10],
    ['bytes=10-10', 10],
    ['bytes=99999999-', 10],
    [`bytes=${'9'.repeat(400)}-`, 10],
    [`bytes=${'9'.repeat(400)}-${'9'.repeat(400)}`, 10],
    ['bytes=-0', 10],
    ['bytes=0-', 0],
    ['bytes=0-0', 0],
    ['bytes=-0', 0],
  ])('%s of %d bytes', (header, sizeBytes) => {
    expect(parseByteRange(header, sizeBytes)).toBe('unsatisfiable');
  });
});

describe('a header that is malformed or asks for several ranges gets the whole file', () => {
  test.each([
    [''],
    ['bytes'],
    ['bytes='],
    ['bytes=-'],
    ['bytes=5-2'],
    ['bytes=99-98'],
    ['bytes=0-1,3-4'],
    [`bytes=${'0-,'.repeat(1000)}0-`],
    ['bytes=0-1, bytes=2-3'],
    ['items=0-1'],
    ['bytes 0-1'],
    ['bytes=a-b'],
    ['bytes=0x1-2'],
    ['bytes=+1-2'],
    ['bytes=--1'],
    ['bytes=1--2'],
    ['bytes=1.0-2'],
    ['bytes=1e1-'],
    ['bytes=١-٢'],
    ['bytes=0-1\n'],
    ['xbytes=0-1'],
  ])('%s', (header) => {
    expect(parseByteRange(header, 10)).toBe('whole');
  });

  test('the last bytes of an empty file are the whole of it', () => {
    expect(parseByteRange('bytes=-5', 0)).toBe('whole');
  });
});

test('a range always lies within the file', () => {
  const digits = fc.oneof(
    fc.constant(''),
    fc.nat().map(String),
    fc.bigInt({ min: 0n }).map(String),
  );
  const header = fc.oneof(
    fc.tuple(digits, digits).map(([from, to]) => `bytes=${from}-${to}`),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(header, fc.oneof(fc.nat(20), fc.maxSafeNat()), (text, sizeBytes) => {
      const range = parseByteRange(text, sizeBytes);
      if (typeof range === 'string') return;
      expect(range.first).toBeGreaterThanOrEqual(0);
      expect(range.last).toBeGreaterThanOrEqual(range.first);
      expect(range.last).toBeLessThan(sizeBytes);
    }),
    { numRuns: 1000 },
  );
});

test('a range within the file comes out as it was asked for', () => {
  const range = fc.tuple(fc.nat(), fc.nat(), fc.nat());
  fc.assert(
    fc.property(range, ([first, length, rest]) => {
      const last = first + length;
      expect(parseByteRange(`bytes=${first}-${last}`, last + 1 + rest)).toEqual({ first, last });
    }),
  );
});
