import type { Fingerprint } from './fingerprint.ts';

/** Fingerprints that never change: 6 bytes of memory each, and 256 KiB if there are any. */
export interface PackedFingerprints {
  readonly size: number;
  /** Whether the fingerprint is among them. */
  has(fingerprint: Fingerprint): boolean;
  /** The fingerprints whose highest `bits` bits, 1 to 16, are those of `prefix`. */
  withPrefix(prefix: number, bits: number): readonly Fingerprint[];
  /** The sum of these, modulo 2^64. */
  sumWithPrefix(prefix: number, bits: number): Fingerprint;
}

/** Packs fingerprints one by one. */
export interface FingerprintPacker {
  /**
   * Adds one that is not less than the one before; equal ones are packed once. Its two words may be
   * signed numbers: a start packs millions, and those need no memory of their own.
   */
  push(high: number, low: number): void;
  /** Returns all; nothing is added after that. */
  finish(): PackedFingerprints;
}

/** The highest 16 bits need no place: fingerprints that have them are in one group. */
const groupBits = 16;
const groupCount = 1 << groupBits;
const wordRange = 2 ** 32;

const none: PackedFingerprints = {
  size: 0,
  has: () => false,
  withPrefix: () => [],
  sumWithPrefix: () => ({ high: 0, low: 0 }),
};

/** Creates a packer with place for so many fingerprints. */
export function createFingerprintPacker(most: number): FingerprintPacker {
  /** Where each group begins, and where the last one ends. */
  const starts = new Uint32Array(most === 0 ? 0 : groupCount + 1);
  /** The next 16 bits, and the lowest 32. */
  const [middles, lows] = [new Uint16Array(most), new Int32Array(most)];
  let size = 0;
  let group = 0;

  function beginGroup(next: number): void {
    if (next <= group) return;
    starts.fill(size, group + 1, next + 1);
    group = next;
  }

  function isLast(middle: number, low: number): boolean {
    const last = size - 1;
    return size > (starts[group] as number) && middles[last] === middle && lows[last] === (low | 0);
  }

  return {
    push(high, low) {
      beginGroup(high >>> (32 - groupBits));
      const middle = high & (groupCount - 1);
      if (isLast(middle, low)) return;
      middles[size] = middle;
      lows[size] = low;
      size += 1;
    },
    finish() {
      if (size === 0) return none;
      beginGroup(groupCount);
      return createPackedFingerprints(starts, middles, lows);
    },
  };
}

function createPackedFingerprints(
  starts: Uint32Array,
  middles: Uint16Array,
  lows: Int32Array,
): PackedFingerprints {
  const startOf = (group: number): number => starts[group] as number;

  /** Less than 0 if the fingerprint at a position is less than the other one. */
  function compare(at: number, middle: number, low: number): number {
    return (middles[at] as number) - middle || lowAt(at) - low;
  }

  function highAt(group: number, at: number): number {
    return ((group << groupBits) | (middles[at] as number)) >>> 0;
  }

  function lowAt(at: number): number {
    return (lows[at] as number) >>> 0;
  }

  /** The groups of a prefix: the first one, and the one behind the last. */
  function groupsOf(prefix: number, bits: number): readonly [first: number, end: number] {
    const first = (prefix >>> (32 - bits)) << (groupBits - bits);
    return [first, first + (1 << (groupBits - bits))];
  }

  return {
    size: startOf(groupCount),
    has({ high, low }) {
      const group = high >>> (32 - groupBits);
      const middle = high & (groupCount - 1);
      let [first, end] = [startOf(group), startOf(group + 1)];
      while (first < end) {
        const at = (first + end) >>> 1;
        const order = compare(at, middle, low);
        if (order === 0) return true;
        if (order < 0) first = at + 1;
        else end = at;
      }
      return false;
    },
    withPrefix(prefix, bits) {
      const found: Fingerprint[] = [];
      const [first, end] = groupsOf(prefix, bits);
      for (let group = first; group < end; group += 1) {
        for (let at = startOf(group); at < startOf(group + 1); at += 1) {
          found.push({ high: highAt(group, at), low: lowAt(at) });
        }
      }
      return found;
    },
    sumWithPrefix(prefix, bits) {
      const [first, end] = groupsOf(prefix, bits);
      if (startOf(first) === startOf(end)) return { high: 0, low: 0 };
      // Of words of 16 bits each, which is exact for up to 2^21 fingerprints.
      let [groups, middle, upper, lower] = [0, 0, 0, 0];
      for (let group = first; group < end; group += 1) {
        groups += group * (startOf(group + 1) - startOf(group));
        for (let at = startOf(group); at < startOf(group + 1); at += 1) {
          const low = lows[at] as number;
          middle += middles[at] as number;
          upper += low >>> 16;
          lower += low & 0xffff;
        }
      }
      const low = upper * 2 ** 16 + lower;
      const high = groups * 2 ** 16 + middle + Math.floor(low / wordRange);
      return { high: high % wordRange, low: low % wordRange };
    },
  };
}
