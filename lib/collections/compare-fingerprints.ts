import type { Fingerprint } from './fingerprint.ts';

/** Orders fingerprints as numbers: negative if the first is less, 0 if they are equal. */
export function compareFingerprints(one: Fingerprint, other: Fingerprint): number {
  return one.high - other.high || one.low - other.low;
}
