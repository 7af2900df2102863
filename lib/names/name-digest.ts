import type { Fingerprint } from '../collections/fingerprint.ts';
import { createFingerprintSet } from '../collections/fingerprint-set.ts';
import type { PackedFingerprints } from '../collections/packed-fingerprints.ts';
import { bucketBits, bucketCount, createBucketSums } from './bucket-sums.ts';

/**
 * A set of names as fingerprints, with a digest: the sums of the fingerprints in all buckets. Two
 * sets whose sums are equal are equal, but for a chance of 1 in 2^64 for each bucket.
 */
export interface NameDigest extends GrowingDigest {
  /** Removes a fingerprint; `false` if it was not there. */
  delete(fingerprint: Fingerprint): boolean;
  /** Removes all fingerprints. */
  clear(): void;
}

/** A digest of a set that only grows. */
export interface GrowingDigest {
  readonly size: number;
  has(fingerprint: Fingerprint): boolean;
  /** Adds a fingerprint; `false` if it was there. */
  add(fingerprint: Fingerprint): boolean;
  /** The sums of all buckets, 8 bytes each, big-endian; a copy. */
  sums(): Uint8Array<ArrayBuffer>;
  /** The fingerprints in a bucket, as of now. */
  inBucket(bucket: number): readonly Fingerprint[];
}

/** Creates the digest of an empty set. It takes 32 KiB, and 9 to 11 bytes a name. */
export function createNameDigest(): NameDigest {
  const fingerprints = createFingerprintSet();
  const sums = createBucketSums();
  return {
    get size() {
      return fingerprints.size;
    },
    has: fingerprints.has,
    add(fingerprint) {
      if (!fingerprints.add(fingerprint)) return false;
      sums.add(fingerprint);
      return true;
    },
    delete(fingerprint) {
      if (!fingerprints.delete(fingerprint)) return false;
      sums.subtract(fingerprint);
      return true;
    },
    clear() {
      fingerprints.clear();
      sums.clear();
    },
    sums: sums.bytes,
    inBucket: (bucket) => fingerprints.withPrefix(prefixOf(bucket), bucketBits),
  };
}

/** Creates the digest of a set that begins with packed fingerprints: 6 bytes for each of those. */
export function createGrowingDigest(packed: PackedFingerprints): GrowingDigest {
  const added = createFingerprintSet();
  const sums = createBucketSums();
  if (packed.size > 0) {
    for (let bucket = 0; bucket < bucketCount; bucket += 1) {
      sums.addTo(bucket, packed.sumWithPrefix(prefixOf(bucket), bucketBits));
    }
  }
  return {
    get size() {
      return packed.size + added.size;
    },
    has: (fingerprint) => packed.has(fingerprint) || added.has(fingerprint),
    add(fingerprint) {
      if (packed.has(fingerprint) || !added.add(fingerprint)) return false;
      sums.add(fingerprint);
      return true;
    },
    sums: sums.bytes,
    inBucket: (bucket) =>
      [packed, added].flatMap((set) => set.withPrefix(prefixOf(bucket), bucketBits)),
  };
}

/** The first word of the least fingerprint in a bucket. */
function prefixOf(bucket: number): number {
  return (bucket << (32 - bucketBits)) >>> 0;
}
