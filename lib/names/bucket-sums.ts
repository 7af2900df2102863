import type { Fingerprint } from '../collections/fingerprint.ts';

/** Of a million names a bucket has some 250. */
export const bucketBits = 12;
export const bucketCount = 1 << bucketBits;
/** A sum has 64 bits: a high and a low word. */
export const sumBytes = 8;

/**
 * The sum of the fingerprints in each bucket, modulo 2^64. It does not depend on the order in which
 * names come, and a name can be taken out again. 32 KiB of memory.
 */
export interface BucketSums {
  add(fingerprint: Fingerprint): void;
  /** Adds the sum of several fingerprints of one bucket. */
  addTo(bucket: number, sum: Fingerprint): void;
  subtract(fingerprint: Fingerprint): void;
  clear(): void;
  /** The sums of all buckets, 8 bytes each, big-endian; a copy. */
  bytes(): Uint8Array<ArrayBuffer>;
}

/** The bucket of a fingerprint. */
export function bucketOf({ high }: Fingerprint): number {
  return high >>> (32 - bucketBits);
}

/** Creates the sums of no fingerprints. */
export function createBucketSums(): BucketSums {
  /** High and low words alternately. */
  const words = new Uint32Array(2 * bucketCount);

  function addTo(bucket: number, { high, low }: Fingerprint): void {
    const sum = (words[2 * bucket + 1] as number) + low;
    words[2 * bucket + 1] = sum;
    words[2 * bucket] = (words[2 * bucket] as number) + high + (sum > 0xffff_ffff ? 1 : 0);
  }

  return {
    addTo,
    add: (fingerprint) => addTo(bucketOf(fingerprint), fingerprint),
    subtract: (fingerprint) => addTo(bucketOf(fingerprint), negative(fingerprint)),
    clear: () => void words.fill(0),
    bytes() {
      const bytes = new DataView(new ArrayBuffer(words.length * 4));
      for (let index = 0; index < words.length; index += 1) {
        bytes.setUint32(4 * index, words[index] as number);
      }
      return new Uint8Array(bytes.buffer);
    },
  };
}

/** What has to be added to take a fingerprint away, modulo 2^64. */
function negative({ high, low }: Fingerprint): Fingerprint {
  const negativeLow = -low >>> 0;
  return { high: (~high + (negativeLow === 0 ? 1 : 0)) >>> 0, low: negativeLow };
}
