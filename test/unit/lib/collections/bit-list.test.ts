import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBitList } from '../../../../lib/collections/bit-list.ts';

it('returns every bit, and counts those that are set in any range', () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { maxLength: 300 }),
      fc.nat({ max: 320 }),
      fc.nat({ max: 320 }),
      (bits, from, to) => {
        const list = createBitList();
        for (const bit of bits) list.push(bit);
        expect(bits.map((_, index) => list.has(index))).toEqual(bits);
        expect([list.has(bits.length), list.has(bits.length + 1000)]).toEqual([false, false]);
        expect(list.count(from, to)).toBe(
          bits.slice(from, Math.max(from, to)).filter(Boolean).length,
        );
      },
    ),
    { numRuns: 500, seed: 7 },
  );
});

it('counts many bits that are all set', () => {
  const list = createBitList();
  for (let index = 0; index < 100_000; index += 1) list.push(true);
  expect([list.count(0, 100_000), list.count(31, 33), list.has(99_999)]).toEqual([
    100_000,
    2,
    true,
  ]);
});
