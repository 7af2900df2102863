import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFingerprints } from '../../../../lib/collections/compare-fingerprints.ts';
import type { Fingerprint } from '../../../../lib/collections/fingerprint.ts';
import { createFingerprintPacker } from '../../../../lib/collections/packed-fingerprints.ts';
import { bucketCount, bucketOf, sumBytes } from '../../../../lib/names/bucket-sums.ts';
import {
  createGrowingDigest,
  createNameDigest,
  type GrowingDigest,
  type NameDigest,
} from '../../../../lib/names/name-digest.ts';

/** Words at which carries and signs could go wrong; never all zeros. */
const word = fc.constantFrom(1, 2, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff);
const fingerprint = fc.record({ high: word, low: fc.oneof(word, fc.constant(0)) });

function digestOf(fingerprints: Iterable<Fingerprint>): NameDigest {
  const digest = createNameDigest();
  for (const one of fingerprints) digest.add(one);
  return digest;
}

function sumOf(digest: GrowingDigest, bucket: number): bigint {
  return new DataView(digest.sums().buffer).getBigUint64(bucket * sumBytes);
}

/** Whether two digests have equal sums; to compare them element by element takes too long. */
function hasSums(one: GrowingDigest, other: GrowingDigest): boolean {
  return Buffer.from(one.sums()).equals(other.sums());
}

describe('the digest of a set of names', () => {
  it('of nothing is zeros', () => {
    expect(createNameDigest().sums()).toEqual(new Uint8Array(bucketCount * sumBytes));
  });

  it('has for each bucket the sum of its fingerprints modulo 2^64', () => {
    fc.assert(
      fc.property(fc.array(fingerprint), (fingerprints) => {
        const digest = digestOf(fingerprints);
        for (const bucket of new Set(fingerprints.map(bucketOf))) {
          const members = digest.inBucket(bucket);
          expect(members.every((one) => bucketOf(one) === bucket)).toBe(true);
          const sum = members
            .map(({ high, low }) => (BigInt(high) << 32n) + BigInt(low))
            .reduce((total, value) => total + value, 0n);
          expect(sumOf(digest, bucket)).toBe(BigInt.asUintN(64, sum));
        }
      }),
      { seed: 7 },
    );
  });

  it('does not depend on the order, and forgets what is deleted', () => {
    fc.assert(
      fc.property(fc.array(fingerprint), fc.array(fingerprint), (kept, passing) => {
        const keys = new Set(kept.map(({ high, low }) => `${high} ${low}`));
        const digest = digestOf([...passing, ...kept.toReversed()]);
        for (const one of passing) {
          if (!keys.has(`${one.high} ${one.low}`)) digest.delete(one);
        }
        expect(hasSums(digest, digestOf(kept))).toBe(true);
        expect(digest.size).toBe(keys.size);
      }),
      { seed: 7 },
    );
  });

  it('counts nothing twice', () => {
    const one = { high: 0x80000000, low: 3 };
    const digest = digestOf([one, one]);
    expect([digest.size, digest.has(one), sumOf(digest, bucketOf(one))]).toEqual([
      1,
      true,
      0x8000000000000003n,
    ]);
    expect([digest.delete(one), digest.delete(one), digest.size]).toEqual([true, false, 0]);
    expect(hasSums(digest, createNameDigest())).toBe(true);
  });
});

describe('the digest of a set that only grows', () => {
  it('is that of what was packed and what was added', () => {
    fc.assert(
      fc.property(fc.array(fingerprint), fc.array(fingerprint), (packed, added) => {
        const packer = createFingerprintPacker(packed.length);
        for (const { high, low } of packed.toSorted(compareFingerprints)) packer.push(high, low);
        const digest = createGrowingDigest(packer.finish());
        const model = digestOf(packed);
        for (const one of added) expect(digest.add(one)).toBe(model.add(one));
        expect([digest.size, hasSums(digest, model)]).toEqual([model.size, true]);
        for (const one of [...packed, ...added]) {
          expect(digest.has(one)).toBe(true);
          const [mine, theirs] = [digest, model].map((each) => each.inBucket(bucketOf(one)));
          expect(mine?.toSorted(compareFingerprints)).toEqual(
            theirs?.toSorted(compareFingerprints),
          );
        }
        expect(digest.has({ high: 3, low: 3 })).toBe(false);
      }),
      { seed: 7 },
    );
  });
});
