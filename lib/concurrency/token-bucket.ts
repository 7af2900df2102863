import type { Clock } from '../host/clock.ts';

/** How much clients may still do of what costs for ever; time allows for more. */
export interface RateLimiter {
  /** Uses up so many tokens, not only whole ones; `false`, and none, when fewer are left. */
  tryAcquire(tokens: number): boolean;
  /** So many were not needed after all. */
  refund(tokens: number): void;
}

export interface TokenBucketOptions {
  readonly clock: Clock;
  /** How many tokens there are anew each second; 0 for as many as anybody wants. */
  readonly perSecond: number;
  /** How many there can be at most, and are at first. */
  readonly capacity: number;
}

/**
 * Allows so much a second on average, and more at once after a quiet time. A clock that is set back
 * adds nothing and takes nothing away; one that is set ahead fills the bucket, and no more.
 */
export function createTokenBucket({ clock, perSecond, capacity }: TokenBucketOptions): RateLimiter {
  let tokens = capacity;
  let filledAtMs = clock.nowMs();

  function fill(): void {
    const nowMs = clock.nowMs();
    const passedMs = Math.max(nowMs - filledAtMs, 0);
    tokens = Math.min(tokens + (passedMs * perSecond) / 1000, capacity);
    filledAtMs = nowMs;
  }

  return {
    tryAcquire(wanted) {
      if (perSecond === 0) return true;
      fill();
      if (tokens < wanted) return false;
      tokens -= wanted;
      return true;
    },
    refund(unused) {
      tokens = Math.min(tokens + unused, capacity);
    },
  };
}
