import { LRUCache } from 'lru-cache';
import type { Clock } from '../host/clock.ts';
import { type FileStat, type FileVersion, isSameVersion } from '../host/file-system.ts';
import { nameTimeMs } from '../layout/set-name-time.ts';
import { defaultMemoryLimits } from '../limits/memory-limits.ts';
import type { StoredName } from '../names/stored-name.ts';

/** How long a copy that was verified is not hashed again when it is read. */
const trustedMs = 24 * 60 * 60 * 1000;

interface Entry extends FileVersion {
  readonly verifiedAtMs: number;
  readonly committed: boolean;
  /** Whether the copy is a text beyond ASCII in UTF-8; absent while nobody has looked. */
  readonly isUtf8: boolean | undefined;
}

/** What is known of a verified copy. */
export type VerifiedFacts = Partial<Pick<Entry, 'committed' | 'isUtf8'>>;

/**
 * Which copies were found to match their names in this process. An entry holds for one version of
 * a file: another inode, size or time is another copy, but for the time of its name.
 */
export interface VerificationCache {
  /** Whether a copy was verified in the last 24 hours. */
  isVerified(name: StoredName, status: FileStat): boolean;
  /** Whether a copy is also durable and journaled. That does not expire. */
  isCommitted(name: StoredName, status: FileStat): boolean;
  /** Whether a copy is a text beyond ASCII in UTF-8, if that is known. It does not expire. */
  isUtf8(name: StoredName, status: FileStat): boolean | undefined;
  /** Remembers a copy as verified now. One that was committed stays so, and a text too. */
  markVerified(name: StoredName, status: FileStat, facts: VerifiedFacts): void;
  invalidate(name: StoredName): void;
  clear(): void;
}

/** Remembers a bounded number of copies; the least recently used is forgotten, and hashed again. */
export function createVerificationCache(
  clock: Clock,
  { rememberedCopies } = defaultMemoryLimits,
): VerificationCache {
  // `max` instead of `maxSize` would allocate for all entries at once.
  const size = { maxSize: rememberedCopies, sizeCalculation: () => 1 };
  const entries = new LRUCache<StoredName, Entry>(size);

  function find(name: StoredName, status: FileStat): Entry | undefined {
    const entry = entries.get(name);
    if (entry === undefined || isSameVersion(status, entry)) return entry;
    // Behind the upload the copy gets the time of its name, and is still the same one.
    const isDated = isSameVersion(status, { ...entry, modifiedMs: nameTimeMs(name) });
    return isDated ? entry : undefined;
  }

  return {
    isVerified(name, status) {
      const entry = find(name, status);
      if (entry === undefined) return false;
      return Math.abs(clock.nowMs() - entry.verifiedAtMs) < trustedMs;
    },
    isCommitted: (name, status) => find(name, status)?.committed === true,
    isUtf8: (name, status) => find(name, status)?.isUtf8,
    markVerified(name, status, { committed = false, isUtf8 }) {
      const { inode, sizeBytes, modifiedMs } = status;
      const known = find(name, status);
      entries.set(name, {
        inode,
        sizeBytes,
        modifiedMs,
        verifiedAtMs: clock.nowMs(),
        committed: committed || known?.committed === true,
        isUtf8: isUtf8 ?? known?.isUtf8,
      });
    },
    invalidate: (name) => void entries.delete(name),
    clear: () => entries.clear(),
  };
}
