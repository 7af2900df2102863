import type { Hasher } from '../lib/host/hash.ts';

const blockBytes = 64;

/** SHA-1 (FIPS 180-4) of bytes that come in pieces, which Web Crypto has not. */
export function createSha1(): Hasher {
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const words = new Int32Array(80);
  /** The beginning of a block whose end is not here yet. */
  const begun = new Uint8Array(blockBytes);
  let lengthBytes = 0;

  function update(bytes: Uint8Array): void {
    const begunBytes = lengthBytes % blockBytes;
    lengthBytes += bytes.length;
    let at = 0;
    if (begunBytes > 0) {
      const rest = bytes.subarray(0, blockBytes - begunBytes);
      begun.set(rest, begunBytes);
      at = rest.length;
      if (begunBytes + at < blockBytes) return;
      mix(state, words, new DataView(begun.buffer), 0);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (; at + blockBytes <= bytes.length; at += blockBytes) mix(state, words, view, at);
    begun.set(bytes.subarray(at));
  }

  return {
    update,
    digest() {
      const padding = new Uint8Array(9 + ((119 - (lengthBytes % blockBytes)) % blockBytes));
      const view = new DataView(padding.buffer);
      padding[0] = 0x80;
      view.setBigUint64(padding.length - 8, BigInt(lengthBytes) * 8n);
      update(padding);
      return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
    },
  };
}

/** Mixes a block of 64 bytes into the state. `words` is space to work in. */
function mix(state: Int32Array, words: Int32Array, bytes: DataView, from: number): void {
  const wordAt = (at: number): number => words[at] as number;
  let [a, b, c, d, e] = state as unknown as [number, number, number, number, number];
  for (let t = 0; t < 80; t += 1) {
    words[t] =
      t < 16
        ? bytes.getInt32(from + t * 4)
        : rotate(wordAt(t - 3) ^ wordAt(t - 8) ^ wordAt(t - 14) ^ wordAt(t - 16), 1);
    const next = (rotate(a, 5) + e + wordAt(t) + choose(t, b, c, d)) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  for (const [index, value] of [a, b, c, d, e].entries()) {
    state[index] = (state[index] as number) + value;
  }
}

/** The function of a round, with its constant. */
function choose(t: number, b: number, c: number, d: number): number {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (t >= 40 && t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + (t < 40 ? 0x6ed9eba1 : 0xca62c1d6);
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
