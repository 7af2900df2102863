import { done } from '../concurrency/done.ts';
import type { QuarantineLimits } from '../limits/quarantine-limits.ts';
import { copyString } from '../names/copy-string.ts';
import { restoreStoredName, type StoredName } from '../names/stored-name.ts';

/** What became of corrupt copies since the start, and how many there are. */
export interface QuarantineReport {
  /** How many corrupt copies were quarantined, or were replaced where they were. */
  readonly found: number;
  /** How many of them were replaced by an intact copy. */
  readonly replaced: number;
  /** How many are in quarantine: no intact copy has come in their place yet. */
  readonly kept: number;
  /** Whether there is no space for more: other corrupt copies stay where they are. */
  readonly full: boolean;
}

/** Which copies are in quarantine. */
export interface Quarantined {
  has(name: StoredName): boolean;
  /** The names of the first of them, so many at most. */
  names(most: number): readonly StoredName[];
  report(): QuarantineReport;
  /**
   * Resolves when it is known of every copy, `has` included, whether it is there: where the start
   * could not list them they are listed now. Rejects as the disk does where that fails again.
   */
  ensureListed(): Promise<void>;
}

/** The list of a quarantine, and its bounds. */
export interface QuarantineIndex extends Quarantined {
  /** Whether a copy of that name may be added, in place of an earlier one. */
  hasSpaceFor(name: StoredName): boolean;
  /** Adds a copy, also where there is no space for it. Returns what takes that back. */
  add(name: StoredName, sizeBytes: number): () => void;
  /** Takes a copy off the list; `false` where it was not on it. */
  delete(name: StoredName): boolean;
  /** Takes all copies off the list. What was counted stays. */
  clear(): void;
  /** Counts a corrupt copy that was found. */
  countFound(): void;
  /** Counts one that was replaced. */
  countReplaced(): void;
}

/** Creates an empty list. */
export function createQuarantineIndex({
  maxCopies,
  maxBytes,
}: Pick<QuarantineLimits, 'maxCopies' | 'maxBytes'>): QuarantineIndex {
  /** The sizes of the copies. */
  const sizes = new Map<StoredName, number>();
  let totalBytes = 0;
  let found = 0;
  let replaced = 0;

  function remove(name: StoredName): boolean {
    totalBytes -= sizes.get(name) ?? 0;
    return sizes.delete(name);
  }

  function put(name: StoredName, sizeBytes: number): void {
    remove(name);
    sizes.set(restoreStoredName(copyString(name)), sizeBytes);
    totalBytes += sizeBytes;
  }

  const isFull = (copies: number, bytes: number): boolean =>
    copies >= maxCopies || bytes >= maxBytes;

  return {
    has: (name) => sizes.has(name),
    names: (most) => [...sizes.keys()].slice(0, most),
    report: () => ({
      found,
      replaced,
      kept: sizes.size,
      full: isFull(sizes.size, totalBytes),
    }),
    ensureListed: () => done,
    hasSpaceFor(name) {
      const ownBytes = sizes.get(name);
      const others = ownBytes === undefined ? sizes.size : sizes.size - 1;
      return !isFull(others, totalBytes - (ownBytes ?? 0));
    },
    add(name, sizeBytes) {
      const earlierBytes = sizes.get(name);
      put(name, sizeBytes);
      return () => {
        if (earlierBytes === undefined) remove(name);
        else put(name, earlierBytes);
      };
    },
    delete: remove,
    clear() {
      sizes.clear();
      totalBytes = 0;
    },
    countFound() {
      found += 1;
    },
    countReplaced() {
      replaced += 1;
    },
  };
}
