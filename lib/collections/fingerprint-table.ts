import type { Fingerprint } from './fingerprint.ts';

/** A hash table of fingerprints with open addressing and linear probing. */
export interface FingerprintTable {
  /** Whether the fingerprint is in the table. */
  has(fingerprint: Fingerprint): boolean;
  /** Adds a fingerprint; `false` if it was there. */
  add(fingerprint: Fingerprint): boolean;
  /** Removes a fingerprint; `false` if it was not there. */
  delete(fingerprint: Fingerprint): boolean;
  /** The fingerprints whose highest `bits` bits are those of `prefix`; looks at all. */
  withPrefix(prefix: number, bits: number): Fingerprint[];
}

const firstCapacity = 16;
const growth = 1.25;
const fullest = 0.95;
const range = 2 ** 32;

/** Creates an empty table. It grows by a quarter whenever 95 % of its slots are taken. */
export function createFingerprintTable(): FingerprintTable {
  let capacity = firstCapacity;
  /** Two words for each slot, high and low; both are 0 in a free slot. */
  let words = new Uint32Array(2 * capacity);
  let count = 0;

  /** The slot of the fingerprint, or the free slot where the search for it ends. */
  function find(high: number, low: number): number {
    let slot = homeOf(low);
    while (!isFree(slot) && !(words[2 * slot] === high && words[2 * slot + 1] === low)) {
      slot = next(slot);
    }
    return slot;
  }

  /** The slot where the search for a fingerprint begins. */
  function homeOf(low: number): number {
    return Math.floor((low / range) * capacity);
  }

  function next(slot: number): number {
    return slot + 1 === capacity ? 0 : slot + 1;
  }

  function isFree(slot: number): boolean {
    return words[2 * slot] === 0 && words[2 * slot + 1] === 0;
  }

  function put(slot: number, high: number, low: number): void {
    words[2 * slot] = high;
    words[2 * slot + 1] = low;
  }

  function grow(): void {
    const old = words;
    capacity = Math.ceil(capacity * growth);
    words = new Uint32Array(2 * capacity);
    for (let at = 0; at < old.length; at += 2) {
      const [high, low] = [old[at] as number, old[at + 1] as number];
      if (high === 0 && low === 0) continue;
      let slot = homeOf(low);
      while (!isFree(slot)) slot = next(slot);
      put(slot, high, low);
    }
  }

  /** Frees a slot, and moves up those behind it that were put there because it was taken. */
  function release(slot: number): void {
    let hole = slot;
    for (let at = next(hole); !isFree(at); at = next(at)) {
      const [high, low] = [words[2 * at] as number, words[2 * at + 1] as number];
      const fromHome = (at - homeOf(low) + capacity) % capacity;
      const fromHole = (at - hole + capacity) % capacity;
      if (fromHome < fromHole) continue;
      put(hole, high, low);
      hole = at;
    }
    put(hole, 0, 0);
  }

  /** Maps the fingerprint that is all zeros to another one, because zeros mark a free slot. */
  function lowOf({ high, low }: Fingerprint): number {
    return high === 0 && low === 0 ? 1 : low;
  }

  return {
    has: (fingerprint) => !isFree(find(fingerprint.high, lowOf(fingerprint))),
    add(fingerprint) {
      const low = lowOf(fingerprint);
      const slot = find(fingerprint.high, low);
      if (!isFree(slot)) return false;
      put(slot, fingerprint.high, low);
      count += 1;
      if (count > capacity * fullest) grow();
      return true;
    },
    delete(fingerprint) {
      const slot = find(fingerprint.high, lowOf(fingerprint));
      if (isFree(slot)) return false;
      release(slot);
      count -= 1;
      return true;
    },
    withPrefix(prefix, bits) {
      const found: Fingerprint[] = [];
      const mask = bits === 0 ? 0 : -1 << (32 - bits);
      for (let slot = 0; slot < capacity; slot += 1) {
        const [high, low] = [words[2 * slot] as number, words[2 * slot + 1] as number];
        if (((high ^ prefix) & mask) === 0 && !isFree(slot)) found.push({ high, low });
      }
      return found;
    },
  };
}
