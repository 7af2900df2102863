import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFingerprints } from '../../../../lib/collections/compare-fingerprints.ts';
import type { Fingerprint } from '../../../../lib/collections/fingerprint.ts';
import {
  createFingerprintPacker,
  type PackedFingerprints,
} from '../../../../lib/collections/packed-fingerprints.ts';

/** Words at which groups, signs and carries could go wrong. */
const word = fc.constantFrom(
  ...[0, 1, 0xffff, 0x1_0000, 0x1_0001, 0x7fff_ffff, 0x8000_0000, 0xffff_0000, 0xffff_ffff],
);
const fingerprint = fc.record({ high: word, low: word });

function pack(fingerprints: readonly Fingerprint[], signed = false): PackedFingerprints {
  const packer = createFingerprintPacker(fingerprints.length);
  for (const { high, low } of fingerprints.toSorted(compareFingerprints)) {
    if (signed) packer.push(high | 0, low | 0);
    else packer.push(high, low);
  }
  return packer.finish();
}

function toNumber({ high, low }: Fingerprint): bigint {
  return (BigInt(high) << 32n) + BigInt(low);
}

describe('packed fingerprints', () => {
  it('are those that were packed, each of them once, and no others', () => {
    fc.assert(
      fc.property(
        fc.array(fingerprint),
        fc.array(fingerprint),
        fc.boolean(),
        (all, others, sign) => {
          const packed = pack(all, sign);
          const model = new Set(all.map(toNumber));
          expect(packed.size).toBe(model.size);
          for (const one of [...all, ...others]) {
            expect(packed.has(one)).toBe(model.has(toNumber(one)));
          }
        },
      ),
      { seed: 7 },
    );
  });

  it.each([1, 12, 16])('are listed and summed by a prefix of %d bits', (bits) => {
    fc.assert(
      fc.property(fc.array(fingerprint), word, (all, prefix) => {
        const packed = pack(all);
        const mask = (-1 << (32 - bits)) >>> 0;
        const numbers = new Set(
          all.filter(({ high }) => ((high ^ prefix) & mask) === 0).map(toNumber),
        );
        const ascending = [...numbers].toSorted((a, b) => (a < b ? -1 : 1));
        expect(packed.withPrefix((prefix & mask) >>> 0, bits).map(toNumber)).toEqual(ascending);
        const sum = ascending.reduce((total, value) => total + value, 0n);
        expect(toNumber(packed.sumWithPrefix((prefix & mask) >>> 0, bits))).toBe(
          BigInt.asUintN(64, sum),
        );
      }),
      { seed: 7 },
    );
  });

  it('of nothing are none', () => {
    const packed = pack([]);
    expect([packed.size, packed.has({ high: 0, low: 0 }), packed.withPrefix(0, 1)]).toEqual([
      0,
      false,
      [],
    ]);
  });
});
