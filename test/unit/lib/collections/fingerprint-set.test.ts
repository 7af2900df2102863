import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fingerprint, fingerprintOf } from '../../../../lib/collections/fingerprint.ts';
import { createFingerprintSet } from '../../../../lib/collections/fingerprint-set.ts';

const encoder = new TextEncoder();
const keyOf = ({ high, low }: Fingerprint): string => `${high} ${low}`;

/** Few high and low words, so that places collide, at the ends of a table too. */
const word = fc.constantFrom(0, 1, 2, 5, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff);
const fingerprint = fc.record({ high: fc.constantFrom(0, 1, 0xffffffff), low: word });

describe('a set of fingerprints', () => {
  it('holds what was added and not deleted since, as any other set does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ does: fc.constantFrom('add', 'add', 'delete'), fingerprint }), {
          maxLength: 200,
        }),
        (steps) => {
          const set = createFingerprintSet();
          const model = new Set<string>();
          for (const { does, fingerprint: one } of steps) {
            // All zeros and a low one are the same; so they are in the model.
            const key = keyOf(one.high === 0 && one.low === 0 ? { high: 0, low: 1 } : one);
            if (does === 'delete') expect(set.delete(one)).toBe(model.delete(key));
            else expect(set.add(one)).toBe(!model.has(key));
            if (does === 'add') model.add(key);
            expect(set.has(one)).toBe(model.has(key));
            expect(set.size).toBe(model.size);
          }
          set.clear();
          for (const { fingerprint: one } of steps) expect(set.has(one)).toBe(false);
          expect(set.size).toBe(0);
        },
      ),
      { numRuns: 500, seed: 7 },
    );
  });

  it('distinguishes a hundred thousand while it grows and shrinks', () => {
    const set = createFingerprintSet();
    const all = Array.from({ length: 100_000 }, (_, index) =>
      fingerprintOf(encoder.encode(`2026/07/photo-${index}_1700000000_${'0'.repeat(40)}.jpg`)),
    );
    for (const one of all) expect(set.add(one)).toBe(true);
    for (const one of all.filter((_, index) => index % 2 === 0)) expect(set.delete(one)).toBe(true);
    expect(set.size).toBe(50_000);
    expect(all.map((one) => set.has(one))).toEqual(all.map((_, index) => index % 2 === 1));
  });
});

describe('a fingerprint', () => {
  it('is the same in every version, because it is kept on disk', () => {
    const texts = ['', 'a', 'abcd', 'bäume/ä_1_x.jpg', 'x'.repeat(100)];
    expect(texts.map((text) => keyOf(fingerprintOf(encoder.encode(text))))).toMatchInlineSnapshot(`
      [
        "452849974 206670141",
        "498218517 236683058",
        "480607560 3747345245",
        "592598184 487627073",
        "1654050689 2281843800",
      ]
    `);
  });

  it('differs with another seed, another byte, or another length', () => {
    const bytes = encoder.encode('a/b/file_1700000000_0123456789.txt');
    const variants = Array.from(bytes, (byte, at) => {
      const other = Uint8Array.from(bytes);
      other[at] = byte ^ 1;
      return fingerprintOf(other);
    });
    const all = [
      fingerprintOf(bytes),
      fingerprintOf(bytes, 1),
      fingerprintOf(new Uint8Array([...bytes, 0])),
      fingerprintOf(bytes.subarray(1)),
      ...variants,
    ];
    expect(new Set(all.map(({ high }) => high)).size).toBe(all.length);
    expect(new Set(all.map(({ low }) => low)).size).toBe(all.length);
  });

  it('changes about half of its bits with any bit of the text', () => {
    const bytes = encoder.encode('a/b/file_1700000000_0123456789.txt');
    const before = fingerprintOf(bytes);
    let changed = 0;
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const other = Uint8Array.from(bytes);
      other[bit >>> 3] = (bytes[bit >>> 3] as number) ^ (1 << (bit & 7));
      const { high, low } = fingerprintOf(other);
      changed += ones(high ^ before.high) + ones(low ^ before.low);
    }
    const mean = changed / (bytes.length * 8);
    expect(mean).toBeGreaterThan(30);
    expect(mean).toBeLessThan(34);
  });
});

function ones(word: number): number {
  return (word >>> 0).toString(2).replaceAll('0', '').length;
}
