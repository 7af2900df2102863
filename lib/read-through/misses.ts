import { createTokenBucket } from '../concurrency/token-bucket.ts';
import type { Clock } from '../host/clock.ts';
import type { ReadThroughLimits } from '../limits/read-through-limits.ts';
import { copyString } from '../names/copy-string.ts';
import { restoreStoredName, type StoredName } from '../names/stored-name.ts';

/**
 * What keeps names that do not exist away from the peers: the last of them are remembered for a
 * moment, and only so many are asked for each second.
 */
export interface Misses {
  /** Whether no peer had the file a moment ago. */
  isRemembered(name: StoredName): boolean;
  /** Whether peers may be asked now. Takes a token of the budget, if so. */
  mayAsk(): boolean;
  /** No peer has given the file. */
  noteMiss(name: StoredName): void;
  /** A peer has: the token is put back. */
  noteHit(): void;
}

/** Remembers no miss yet, with a full budget. */
export function createMisses(clock: Clock, limits: ReadThroughLimits): Misses {
  const { missesPerSecond: perSecond, missBurst: capacity } = limits;
  const { rememberedMisses, missMs } = limits;
  const budget = createTokenBucket({ clock, perSecond, capacity });
  /** When each name was missed, the earliest first. */
  const missedAtMs = new Map<StoredName, number>();

  function isRemembered(name: StoredName): boolean {
    const atMs = missedAtMs.get(name);
    return atMs !== undefined && Math.abs(clock.nowMs() - atMs) < missMs;
  }

  return {
    isRemembered,
    mayAsk: () => budget.tryAcquire(1),
    noteMiss(name) {
      missedAtMs.delete(name);
      missedAtMs.set(restoreStoredName(copyString(name)), clock.nowMs());
      if (missedAtMs.size <= rememberedMisses) return;
      for (const oldest of missedAtMs.keys()) {
        missedAtMs.delete(oldest);
        return;
      }
    },
    noteHit: () => budget.refund(1),
  };
}
