import { fingerprintOf } from '../collections/fingerprint.ts';
import type { Digest } from './inventory.ts';

const digitsPerWord = 8;

/** One short hash of a set: 16 hex digits, which are equal on two nodes whose sets are equal. */
export function formatDigest(digest: Digest): string {
  const { high, low } = fingerprintOf(digest.sums());
  return [high, low].map((word) => word.toString(16).padStart(digitsPerWord, '0')).join('');
}
