import type { Fingerprint } from '../collections/fingerprint.ts';
import { createFingerprintSet } from '../collections/fingerprint-set.ts';

/**
 * The total size of the stored files. No size is kept for a name: that would double the memory of
 * an inventory. So files are counted once, and each change is added or subtracted from then on. The
 * total is kept over restarts: `createSavedBytes`.
 *
 * Where the size of a change is not known, the total is *invalidated*, and all files are counted
 * again: when a copy was corrupt (nobody knows with which size it was counted), and when a file was
 * removed by hand. What somebody does to a file by hand and nobody has noticed is not in it.
 */
export interface StoredBytes {
  /** In bytes; `undefined` until all files are counted. */
  readonly total: number | undefined;
}

/** The total in the hands of the inventory, and of who counts the files. */
export interface MutableStoredBytes extends StoredBytes {
  /** Whether the files are being counted, and nothing has made that useless. */
  readonly isCounting: boolean;
  /** Whether the total was invalidated, and not found out since: a saved one is as false. */
  readonly isInvalidated: boolean;
  /**
   * Adds a file, once while files are counted; `sizeBytes` is `undefined` where nobody knows it.
   */
  add(fingerprint: Fingerprint, sizeBytes: number | undefined): void;
  /** Subtracts a file, unless it was not counted yet. */
  subtract(fingerprint: Fingerprint, sizeBytes: number | undefined): void;
  /** Makes the total unknown for good: a count that has begun is given up, too. */
  invalidate(): void;
  /** Makes the total unknown while files are listed; one that was saved may still be true. */
  forget(): void;
  /** Takes over a total that was saved, unless something has invalidated it, or it is known. */
  takeOver(savedTotal: number): void;
  /** Sets who finds out the total, whenever it has become unknown. */
  onUnknown(listener: () => void): void;
  beginCount(): void;
  /** All files have been added. */
  endCount(): void;
}

/** Creates a total that is unknown; until files are counted it takes no note of any. */
export function createStoredBytes(): MutableStoredBytes {
  /** What is in the total already, while files are counted: up to 15 bytes of memory a name. */
  const counted = createFingerprintSet();
  let state: 'unknown' | 'counting' | 'known' = 'unknown';
  let isInvalidated = false;
  let total = 0;
  let onUnknown = (): void => undefined;

  function enter(next: typeof state): void {
    state = next;
    counted.clear();
  }

  function forget(): void {
    enter('unknown');
    onUnknown();
  }

  function invalidate(): void {
    isInvalidated = true;
    forget();
  }

  return {
    get total() {
      return state === 'known' ? total : undefined;
    },
    get isCounting() {
      return state === 'counting';
    },
    get isInvalidated() {
      return isInvalidated;
    },
    add(fingerprint, sizeBytes) {
      if (state === 'unknown') return;
      if (sizeBytes === undefined) invalidate();
      else if (state === 'known' || counted.add(fingerprint)) total += sizeBytes;
    },
    subtract(fingerprint, sizeBytes) {
      if (state !== 'known' && !counted.delete(fingerprint)) return;
      if (sizeBytes === undefined) invalidate();
      else total -= sizeBytes;
    },
    invalidate,
    forget,
    takeOver(savedTotal) {
      if (isInvalidated || state !== 'unknown') return;
      total = savedTotal;
      enter('known');
    },
    onUnknown(listener) {
      onUnknown = listener;
    },
    beginCount() {
      enter('counting');
      total = 0;
    },
    endCount() {
      isInvalidated = false;
      enter('known');
    },
  };
}
