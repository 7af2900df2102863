/** A 64-bit hash of a text. Among a million texts, two collide with a probability of 3 in 10^8. */
export interface Fingerprint {
  /** The upper 32 bits, unsigned like `low`. */
  readonly high: number;
  readonly low: number;
}

// Odd, so that multiplication by them is invertible, with bits spread evenly.
const [factorHigh, factorLow, factorWord, factorEnd] = [
  0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f,
] as const;

/**
 * Computes the fingerprint of bytes. It is kept on disk, so it must be the same on every machine
 * and in every version. Whoever chooses the bytes can make two collide, unless the seed is secret.
 */
export function fingerprintOf(bytes: Uint8Array, seed = 0): Fingerprint {
  let high = Math.imul(seed + 1, factorEnd);
  let low = Math.imul(bytes.length + 1, factorWord);
  for (let at = 0; at < bytes.length; at += 4) {
    const word = wordAt(bytes, at);
    // Each step is invertible, so no two states become one.
    high = Math.imul(rotate(high ^ word, 15), factorHigh);
    low = (Math.imul(rotate(low ^ Math.imul(word, factorWord), 11), factorLow) + high) | 0;
  }
  high = finish(high ^ rotate(low, 16));
  low = finish(low + high);
  return { high: finish(high + low) >>> 0, low: low >>> 0 };
}

/** Four bytes as a number; those past the end are 0. */
function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Makes every bit of the input change about half of the bits of the result. */
function finish(word: number): number {
  const once = Math.imul(word ^ (word >>> 15), factorLow);
  const twice = Math.imul(once ^ (once >>> 13), factorWord);
  return twice ^ (twice >>> 16);
}
