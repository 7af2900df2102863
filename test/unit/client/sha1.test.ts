import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createSha1 } from '../../../client/sha1.ts';

function hash(...chunks: readonly Uint8Array[]): string {
  const hasher = createSha1();
  for (const chunk of chunks) hasher.update(chunk);
  return hasher.digest();
}

describe('the SHA-1', () => {
  // FIPS 180-4, and RFC 3174 §7.3.
  test.each([
    ['', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '84983e441c3bd26ebaae4aa1f95129e5e54670f1',
    ],
    ['a'.repeat(1_000_000), '34aa973cd4c4daa4f61eeb2bdbad27316534016f'],
    [
      '0123456701234567012345670123456701234567012345670123456701234567'.repeat(10),
      'dea356a2cddd90c7a7ecedc5ebb563934f460452',
    ],
  ])('of the vector %#', (text, expected) => {
    expect(hash(new TextEncoder().encode(text))).toBe(expected);
  });

  test('is the same for every length, however the bytes come', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, at) => (at * 31) % 256);
    for (let length = 0; length <= bytes.length; length += 1) {
      const whole = bytes.subarray(0, length);
      const expected = createHash('sha1').update(whole).digest('hex');
      const cut = (length * 7) % (length + 1);
      expect(hash(whole.subarray(0, cut), whole.subarray(cut))).toBe(expected);
      expect(hash(...Array.from(whole, (byte) => Uint8Array.of(byte)))).toBe(expected);
    }
  });
});
