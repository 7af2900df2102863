import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RateLimiter } from '../../../../lib/concurrency/token-bucket.ts';
import { createTokenBucket } from '../../../../lib/concurrency/token-bucket.ts';

const startMs = 1_700_000_000_000;

/** A bucket of 20 tokens, 10 more a second, and the clock that it goes by. */
function createTestBucket(perSecond = 10): { bucket: RateLimiter; clock: { ms: number } } {
  const clock = { ms: startMs };
  const options = { clock: { nowMs: () => clock.ms }, perSecond, capacity: 20 };
  return { bucket: createTokenBucket(options), clock };
}

/** How many of `count` attempts succeed at this moment. */
function takeMany(bucket: RateLimiter, count = 1000): number {
  return Array.from({ length: count }, () => bucket.tryAcquire(1)).filter((isTaken) => isTaken)
    .length;
}

describe('a token bucket', () => {
  it('allows a burst of its capacity', () => {
    expect(takeMany(createTestBucket().bucket)).toBe(20);
  });

  it('allows more as time passes, but never more than its capacity', () => {
    const { bucket, clock } = createTestBucket();
    takeMany(bucket);
    clock.ms += 99;
    expect(takeMany(bucket)).toBe(0);
    clock.ms += 1;
    expect(takeMany(bucket)).toBe(1);
    clock.ms += 1550;
    expect(takeMany(bucket)).toBe(15);
    clock.ms += 50;
    expect(takeMany(bucket)).toBe(1);
    clock.ms += 3_600_000;
    expect(takeMany(bucket)).toBe(20);
  });

  it('takes as many tokens as are requested, or none', () => {
    const { bucket } = createTestBucket();
    expect([
      bucket.tryAcquire(18.5),
      bucket.tryAcquire(2),
      bucket.tryAcquire(1.5),
      bucket.tryAcquire(0.1),
    ]).toEqual([true, false, true, false]);
    bucket.refund(1.5);
    expect([bucket.tryAcquire(1.5), bucket.tryAcquire(0.1)]).toEqual([true, false]);
  });

  it('allows what was refunded, but never more than its capacity', () => {
    const { bucket } = createTestBucket();
    bucket.refund(1);
    expect(takeMany(bucket)).toBe(20);
    bucket.refund(1);
    bucket.refund(1);
    expect(takeMany(bucket)).toBe(2);
  });

  it('continues when the clock is set back', () => {
    const { bucket, clock } = createTestBucket();
    takeMany(bucket, 15);
    clock.ms -= 3_600_000;
    expect(takeMany(bucket)).toBe(5);
    clock.ms += 1000;
    expect(takeMany(bucket)).toBe(10);
  });

  it('is full, but not more, when the clock is set ahead', () => {
    const { bucket, clock } = createTestBucket();
    takeMany(bucket);
    clock.ms += 1e12;
    expect(takeMany(bucket)).toBe(20);
  });

  it('allows everything when there is no limit', () => {
    expect(takeMany(createTestBucket(0).bucket)).toBe(1000);
  });

  it('allows no more than its rate, however time passes', () => {
    const step = fc.record({ waitMs: fc.nat(3000), takes: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { bucket, clock } = createTestBucket();
        let taken = 0;
        for (const { waitMs, takes } of steps) {
          clock.ms += waitMs;
          taken += takeMany(bucket, takes);
        }
        expect(taken).toBeLessThanOrEqual(20 + (10 * (clock.ms - startMs)) / 1000);
      }),
    );
  });
});
