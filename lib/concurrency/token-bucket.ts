import type { Clock } from '../host/clock.ts';

/** Limits how often clients may do something. */
export interface RateLimiter {
  /** Takes so many tokens, also fractions; `false`, and takes none, if fewer are left. */
  tryAcquire(tokens: number): boolean;
  /** Puts back tokens that were not needed. */
  refund(tokens: number): void;
}

/** What a token bucket is created with. */
export interface TokenBucketOptions {
  readonly clock: Clock;
  /** How many tokens are added each second; 0 for no limit. */
  readonly perSecond: number;
  /** How many tokens fit into the bucket. It is full at first. */
  readonly capacity: number;
}

/**
 * Creates a token bucket: a limiter that allows an average rate, and bursts up to its capacity. A
 * clock that is set back neither adds nor takes tokens; one that is set ahead fills the bucket.
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
