import type { Fingerprint } from '../collections/fingerprint.ts';
import { createFingerprintSet } from '../collections/fingerprint-set.ts';

/** Of a million names a bucket has some 250. */
const bucketBits = 12;
export const bucketCount = 1 << bucketBits;
/** A sum has 64 bits: a high and a low word. */
export const sumBytes = 8;

/**
 * A set of names as fingerprints, with a digest: the sum of the fingerprints in each bucket, modulo
 * 2^64. A sum does not depend on the order in which names came, and a name can be taken out of it.
 * Two sets whose sums are equal are equal, but for a chance of 1 in 2^64 for each bucket.
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

/** The bucket of a fingerprint. */
export function bucketOf({ high }: Fingerprint): number {
  return high >>> (32 - bucketBits);
}

/** Creates the digest of an empty set. It takes 32 KiB, and 10 to 15 bytes a name. */
export function createNameDigest(): NameDigest {
  const fingerprints = createFingerprintSet();
  /** High and low words alternately. */
  const words = new Uint32Array(2 * bucketCount);

  function addToSum(bucket: number, { high, low }: Fingerprint): void {
    const sum = (words[2 * bucket + 1] as number) + low;
    words[2 * bucket + 1] = sum;
    words[2 * bucket] = (words[2 * bucket] as number) + high + (sum > 0xffff_ffff ? 1 : 0);
  }

  return {
    get size() {
      return fingerprints.size;
    },
    has: fingerprints.has,
    add(fingerprint) {
      if (!fingerprints.add(fingerprint)) return false;
      addToSum(bucketOf(fingerprint), fingerprint);
      return true;
    },
    delete(fingerprint) {
      if (!fingerprints.delete(fingerprint)) return false;
      addToSum(bucketOf(fingerprint), negative(fingerprint));
      return true;
    },
    clear() {
      fingerprints.clear();
      words.fill(0);
    },
    sums() {
      const bytes = new DataView(new ArrayBuffer(words.length * 4));
      for (let index = 0; index < words.length; index += 1) {
        bytes.setUint32(4 * index, words[index] as number);
      }
      return new Uint8Array(bytes.buffer);
    },
    inBucket(bucket) {
      const prefix = bucket << (32 - bucketBits);
      return fingerprints.withPrefix(prefix >>> 0, bucketBits);
    },
  };
}

/** What has to be added to take a fingerprint away, modulo 2^64. */
function negative({ high, low }: Fingerprint): Fingerprint {
  const negativeLow = -low >>> 0;
  return { high: (~high + (negativeLow === 0 ? 1 : 0)) >>> 0, low: negativeLow };
}
