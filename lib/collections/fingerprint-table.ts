import type { Fingerprint } from './fingerprint.ts';

/** A hash table of fingerprints with open addressing, which grows as a whole. */
export interface FingerprintTable {
  has(fingerprint: Fingerprint): boolean;
  /** `false` when it was there. */
  add(fingerprint: Fingerprint): boolean;
  /** `false` when it was not there. */
  delete(fingerprint: Fingerprint): boolean;
}

const firstCapacity = 16;
const growth = 1.6;
const fullest = 0.85;
const range = 2 ** 32;

export function createFingerprintTable(): FingerprintTable {
  let capacity = firstCapacity;
  /** Two words a place, high and low; both 0 where the place is free. */
  let words = new Uint32Array(2 * capacity);
  let count = 0;

  /** Where the fingerprint is, or the free place where the search for it ends. */
  function find(high: number, low: number): number {
    let place = homeOf(low);
    while (!isFree(place) && !(words[2 * place] === high && words[2 * place + 1] === low)) {
      place = next(place);
    }
    return place;
  }

  /** The place that a fingerprint gets when it is free. */
  function homeOf(low: number): number {
    return Math.floor((low / range) * capacity);
  }

  function next(place: number): number {
    return place + 1 === capacity ? 0 : place + 1;
  }

  function isFree(place: number): boolean {
    return words[2 * place] === 0 && words[2 * place + 1] === 0;
  }

  function put(place: number, high: number, low: number): void {
    words[2 * place] = high;
    words[2 * place + 1] = low;
  }

  function grow(): void {
    const old = words;
    capacity = Math.ceil(capacity * growth);
    words = new Uint32Array(2 * capacity);
    for (let at = 0; at < old.length; at += 2) {
      const [high, low] = [old[at] as number, old[at + 1] as number];
      if (high === 0 && low === 0) continue;
      let place = homeOf(low);
      while (!isFree(place)) place = next(place);
      put(place, high, low);
    }
  }

  /** Frees a place; what was put behind it because it was taken moves up. */
  function release(place: number): void {
    let hole = place;
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

  /** None is all zeros, which mean that a place is free. */
  function lowOf({ high, low }: Fingerprint): number {
    return high === 0 && low === 0 ? 1 : low;
  }

  return {
    has: (fingerprint) => !isFree(find(fingerprint.high, lowOf(fingerprint))),
    add(fingerprint) {
      const low = lowOf(fingerprint);
      const place = find(fingerprint.high, low);
      if (!isFree(place)) return false;
      put(place, fingerprint.high, low);
      count += 1;
      if (count > capacity * fullest) grow();
      return true;
    },
    delete(fingerprint) {
      const place = find(fingerprint.high, lowOf(fingerprint));
      if (isFree(place)) return false;
      release(place);
      count -= 1;
      return true;
    },
  };
}
