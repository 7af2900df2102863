import type { OfBothSets } from '../inventory/comparison.ts';

/*
 * Whether two nodes hold the same, as a row of comparisons shows it.
 *
 * While files come and go the two sets always differ a little: by what is on its way. So what
 * counts is not that all buckets are equal at one moment, but that each of them was equal in one of
 * the comparisons. A bucket that differs in comparison after comparison has something in it that
 * does not come by itself. Where more buckets differ than operations can be on their way, nothing
 * is known until the next comparison.
 */

/** So many comparisons in a row must find a bucket that differs. */
const comparisonsUntilDifferent = 3;

/** What a row of comparisons has shown. */
export interface SyncState {
  /** Whether both nodes hold the same; `undefined` while that is not known. */
  readonly inSync: boolean | undefined;
  /** How many comparisons in a row have left a bucket that was never found equal. */
  readonly unequal: number;
  /**
   * Notes the buckets that differ in a comparison, and how many operations may be on their way: if
   * more differ, it is not known any more whether both hold the same.
   */
  note(differing: OfBothSets<readonly number[]>, underWay: number): void;
  /**
   * Notes that so many buckets differ in a comparison of the peer. Returns whether it is not known
   * any more whether both hold the same.
   */
  doubt(count: number, underWay: number): boolean;
  /** Notes that the peer lacks something that is not on its way. */
  noteMissing(): void;
  /** Forgets everything: another process responds, or it can't be compared. */
  reset(): void;
}

export function createSyncState(): SyncState {
  let inSync: boolean | undefined;
  let unequal = 0;
  /** The buckets that were never found equal since the row began. */
  let left: ReadonlySet<string> | undefined;

  function doubt(count: number, underWay: number): boolean {
    const isDoubtful = inSync === true && count > underWay;
    if (isDoubtful) inSync = undefined;
    return isDoubtful;
  }

  return {
    doubt,
    get inSync() {
      return inSync;
    },
    get unequal() {
      return unequal;
    },
    note({ stored, tombstones }, underWay) {
      const differing = [...stored.map((bucket) => `s${bucket}`), ...tombstones.map(String)];
      const before = left;
      left = new Set(differing.filter((bucket) => before?.has(bucket) !== false));
      unequal += 1;
      if (left.size === 0) {
        inSync = true;
        unequal = 0;
        left = undefined;
      } else if (unequal >= comparisonsUntilDifferent) inSync = false;
      else doubt(left.size, underWay);
    },
    noteMissing() {
      inSync = false;
    },
    reset() {
      inSync = undefined;
      unequal = 0;
      left = undefined;
    },
  };
}
