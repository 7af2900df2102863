import type { Fingerprint } from '../collections/fingerprint.ts';
import { createFingerprintSet } from '../collections/fingerprint-set.ts';
import { bucketBits, createBucketSums } from './bucket-sums.ts';

/**
 * A set of names as fingerprints, with a digest: the sums of the fingerprints in all buckets. Two
 * sets whose sums are equal are equal, but for a chance of 1 in 2^64 for each bucket.
 */
export interface NameDigest {
  readonly size: number;
  has(fingerprint: Fingerprint): boolean;
  /** Adds a fingerprint; `false` if it was there. */
  add(fingerprint: Fingerprint): boolean;
  /** Removes a fingerprint; `false` if it was not there. */
  delete(fingerprint: Fingerprint): boolean;
  /** Removes all fingerprints. */
  clear(): void;
  /** The sums of all buckets, 8 bytes each, big-endian; a copy. */
  sums(): Uint8Array<ArrayBuffer>;
  /** The fingerprints in a bucket, as of now. */
  inBucket(bucket: number): readonly Fingerprint[];
}

/** Creates the digest of an empty set. It takes 32 KiB, and 10 to 15 bytes a name. */
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
    inBucket(bucket) {
      const prefix = bucket << (32 - bucketBits);
      return fingerprints.withPrefix(prefix >>> 0, bucketBits);
    },
  };
}
