import { describe, expect, it } from 'vitest';
import { type BodyRate, createBodyRate } from '../../../../lib/requests/body-rate.ts';

/** A minimum of 100 bytes a second in a window of 30 seconds, on a clock that a test turns. */
function createTestRate(minBytesPerSecond = 100): { rate: BodyRate; pass(ms: number): void } {
  let nowMs = 5000;
  const options = { minBytesPerSecond, windowMs: 30_000, clock: { nowMs: () => nowMs } };
  return {
    rate: createBodyRate(options),
    pass(ms) {
      nowMs += ms;
    },
  };
}

/** How many chunks arrive, one after each pause, before the body is found to be too slow. */
function countChunks(sizeBytes: number, pauseMs: number, minBytesPerSecond?: number): number {
  const { rate, pass } = createTestRate(minBytesPerSecond);
  rate.startWaiting();
  for (let chunk = 1; chunk <= 1000; chunk += 1) {
    pass(pauseMs);
    if (!rate.addBytes(sizeBytes)) return chunk;
  }
  return Infinity;
}

describe('a body', () => {
  it.each([
    ['a byte a second', 1, 1000, 30],
    ['a byte every five seconds', 1, 5000, 6],
    ['a byte every 59 seconds', 1, 59_000, 3],
    ['just too few bytes a second', 99, 1000, 30],
    ['just too few bytes, many at a time', 999, 10_000, 3],
    ['enough bytes a second', 100, 1000, Infinity],
    ['enough bytes, many at a time', 1000, 10_000, Infinity],
    ['small chunks without a pause', 1, 0, Infinity],
  ])('of %s is rejected in time: %#', (_what, sizeBytes, pauseMs, chunks) => {
    expect(countChunks(sizeBytes, pauseMs)).toBe(chunks);
  });

  it('may arrive at any rate if the minimum is 0', () => {
    expect(countChunks(1, 59_000, 0)).toBe(Infinity);
  });

  it('is not measured while the server does not read', () => {
    const { rate, pass } = createTestRate();
    for (let chunk = 0; chunk < 100; chunk += 1) {
      rate.startWaiting();
      pass(250);
      expect(rate.addBytes(1)).toBe(true);
      rate.stopWaiting();
      pass(60_000);
    }
    rate.startWaiting();
    pass(5000);
    expect(rate.addBytes(1)).toBe(false);
  });

  it('is not measured by the chunk that ends a long pause', () => {
    const { rate, pass } = createTestRate();
    rate.startWaiting();
    pass(55_000);
    expect(rate.addBytes(1)).toBe(true);
    expect(rate.addBytes(64 * 1024)).toBe(true);
    pass(25_000);
    expect(rate.addBytes(1)).toBe(true);
  });

  it('that was fast in one window must be so in the next too', () => {
    const { rate, pass } = createTestRate();
    rate.startWaiting();
    pass(10_000);
    expect(rate.addBytes(1_000_000)).toBe(true);
    const after: boolean[] = [];
    for (let second = 11; second <= 60; second += 1) {
      pass(1000);
      after.push(rate.addBytes(1));
    }
    expect(after.indexOf(false)).toBe(49);
  });

  it('is not measured by a clock that is set back, and by one that is set forward a little', () => {
    const { rate, pass } = createTestRate();
    rate.startWaiting();
    pass(-3_600_000);
    expect(rate.addBytes(1)).toBe(true);
    pass(3_600_000);
    expect(rate.addBytes(1)).toBe(true);
    pass(1000);
    expect(rate.addBytes(1)).toBe(true);
  });

  it('is measured only while it is waited for', () => {
    const { rate } = createTestRate();
    rate.stopWaiting();
    expect(rate.addBytes(1)).toBe(true);
  });
});
