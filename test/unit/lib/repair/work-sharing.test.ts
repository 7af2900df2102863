import { describe, expect, it } from 'vitest';
import {
  createFingerprintSet,
  type FingerprintSet,
} from '../../../../lib/collections/fingerprint-set.ts';
import { createWorkSharing } from '../../../../lib/repair/work-sharing.ts';

function setOf(numbers: readonly number[]): FingerprintSet {
  const set = createFingerprintSet();
  for (const number of numbers) set.add({ high: number * 40_000_000, low: number });
  return set;
}

function numbersIn(set: FingerprintSet): readonly number[] {
  const listed = set.withPrefix(0, 0).map(({ low }) => low);
  return listed.toSorted((one, other) => one - other);
}

const hundred = Array.from({ length: 100 }, (_, number) => number + 1);

describe('the files that a peer lacks', () => {
  it('are divided among the nodes that know each other', () => {
    const shares = [
      createWorkSharing('a', () => ['c', 'd']),
      createWorkSharing('c', () => ['d', 'a']),
      createWorkSharing('d', () => ['a', 'c']),
    ].map((sharing) => numbersIn(sharing.take(setOf(hundred))));
    expect(shares.map((share) => share.length)).toEqual([33, 34, 33]);
    expect(shares.flat().toSorted((one, other) => one - other)).toEqual(hundred);
  });

  it('are sent by the only node that has them', () => {
    const sharing = createWorkSharing('a', () => []);
    expect(numbersIn(sharing.take(setOf(hundred)))).toEqual(hundred);
    expect(numbersIn(sharing.take(setOf([])))).toEqual([]);
  });

  it('are left to the others as long as these get on with it', () => {
    const sharing = createWorkSharing('a', () => ['c']);
    const odd = hundred.filter((number) => number % 2 === 1);
    expect(numbersIn(sharing.take(setOf(odd)))).toEqual([]);
    expect(numbersIn(sharing.take(setOf(odd.slice(10))))).toEqual([]);
    expect(numbersIn(sharing.take(setOf(odd.slice(10))))).toEqual(odd.slice(10));
    // What they lack now is another matter.
    expect(numbersIn(sharing.take(setOf(odd)))).toEqual([]);
    expect(numbersIn(sharing.take(setOf([4, 5])))).toEqual([4]);
    expect(numbersIn(sharing.take(setOf([5])))).toEqual([]);
  });
});
