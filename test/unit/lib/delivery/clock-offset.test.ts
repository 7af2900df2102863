import { describe, expect, test } from 'vitest';
import { createClockOffset } from '../../../../lib/delivery/clock-offset.ts';

const nowMs = 1_700_000_000_400;

/** What a response shows whose peer's clock was so far ahead when it wrote the date. */
function measure(aheadMs: number, tookMs = 0, writtenAfterMs = tookMs): number | undefined {
  const offset = createClockOffset();
  const date = Math.floor((nowMs + writtenAfterMs + aheadMs) / 1000);
  offset.note(date, nowMs, nowMs + tookMs);
  return offset.seconds;
}

describe('the offset of a peer', () => {
  test.each([
    [0, 0],
    [599, 0],
    [-400, 0],
    [31_000, 31],
    [-31_000, -30],
    [86_400_000, 86_400],
    [-86_400_000, -86_400],
  ])('whose clock is %d ms ahead is shown as %d s', (aheadMs, seconds) => {
    expect(Math.abs((measure(aheadMs) ?? NaN) - seconds)).toBeLessThanOrEqual(1);
  });

  test('is 0 for a right clock, at whatever moment of a slow exchange it was written', () => {
    for (let tookMs = 0; tookMs <= 2000; tookMs += 100) {
      for (let after = 0; after <= tookMs; after += 100) {
        expect(measure(0, tookMs, after)).toBe(0);
      }
    }
  });

  test('is never larger than it is', () => {
    for (const aheadMs of [-60_000, -5000, -900, 900, 5000, 60_000]) {
      for (const [tookMs, after] of [
        [0, 0],
        [1900, 0],
        [1900, 1900],
      ] as const) {
        const ms = (measure(aheadMs, tookMs, after) ?? NaN) * 1000;
        expect(Math.abs(ms)).toBeLessThanOrEqual(Math.abs(aheadMs) + 500);
        expect(Math.abs(aheadMs - ms)).toBeLessThanOrEqual(3500);
      }
    }
  });

  test('is not known before a response, nor from one without a date', () => {
    const offset = createClockOffset();
    offset.note(undefined, nowMs, nowMs);
    expect(offset.seconds).toBeUndefined();
  });

  test('is not changed by a response that took long, or during which this clock was set', () => {
    const offset = createClockOffset();
    offset.note(1_700_000_060, nowMs, nowMs);
    for (const endedMs of [nowMs + 2001, nowMs - 1]) offset.note(1_700_000_000, nowMs, endedMs);
    expect(offset.seconds).toBe(60);
    offset.note(1_700_000_000, nowMs, nowMs + 2000);
    expect(offset.seconds).toBe(0);
  });
});
