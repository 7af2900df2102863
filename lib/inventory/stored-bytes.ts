import type { Fingerprint } from '../collections/fingerprint.ts';
import { createFingerprintSet } from '../collections/fingerprint-set.ts';

/**
 * The total size of the stored files. No size is kept for a name: that would double the memory of
 * an inventory. So files are counted once, and each change is added or subtracted from then on.
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
  /**
   * Adds a file, once while files are counted; `sizeBytes` is `undefined` where nobody knows it.
   */
  add(fingerprint: Fingerprint, sizeBytes: number | undefined): void;
  /** Subtracts a file, unless it was not counted yet. */
  subtract(fingerprint: Fingerprint, sizeBytes: number | undefined): void;
  /** Makes the total unknown, and gives up a count that has begun. */
  invalidate(): void;
  /** Sets who counts the files again. */
  onInvalidated(listener: () => void): void;
  beginCount(): void;
  /** All files have been added. */
  endCount(): void;
}

/** Creates a total that is unknown; until files are counted it takes no note of any. */
export function createStoredBytes(): MutableStoredBytes {
  /** What is in the total already, while files are counted: up to 15 bytes of memory a name. */
  const counted = createFingerprintSet();
  let state: 'unknown' | 'counting' | 'known' = 'unknown';
  let total = 0;
  let onInvalidated = (): void => undefined;

  function enter(next: typeof state): void {
    state = next;
    counted.clear();
  }

  function invalidate(): void {
    enter('unknown');
    onInvalidated();
  }

  return {
    get total() {
      return state === 'known' ? total : undefined;
    },
    get isCounting() {
      return state === 'counting';
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
    onInvalidated(listener) {
      onInvalidated = listener;
    },
    beginCount() {
      enter('counting');
      total = 0;
    },
    endCount: () => enter('known'),
  };
}
