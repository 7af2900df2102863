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
}

/** Which copies are in quarantine. */
export interface Quarantined {
  has(name: StoredName): boolean;
  report(): QuarantineReport;
}

/** The list of a quarantine, oldest first, and its bounds. */
export interface QuarantineIndex extends Quarantined {
  /** Adds a copy as the youngest. Returns those that are beyond the bounds now. */
  add(name: StoredName, sizeBytes: number): readonly StoredName[];
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
  /** The sizes of the copies, in the order in which they came. */
  const sizes = new Map<StoredName, number>();
  let totalBytes = 0;
  let found = 0;
  let replaced = 0;

  function remove(name: StoredName): boolean {
    totalBytes -= sizes.get(name) ?? 0;
    return sizes.delete(name);
  }

  function findExcess(): StoredName[] {
    const excess: StoredName[] = [];
    let [copies, bytes] = [sizes.size, totalBytes];
    for (const [name, sizeBytes] of sizes) {
      const isBeyond = copies > maxCopies || bytes > maxBytes;
      if (!isBeyond || copies === 1) break;
      excess.push(name);
      copies -= 1;
      bytes -= sizeBytes;
    }
    return excess;
  }

  return {
    has: (name) => sizes.has(name),
    report: () => ({ found, replaced, kept: sizes.size }),
    add(name, sizeBytes) {
      remove(name);
      sizes.set(restoreStoredName(copyString(name)), sizeBytes);
      totalBytes += sizeBytes;
      return findExcess();
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
