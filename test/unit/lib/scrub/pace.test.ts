import { describe, expect, it } from 'vitest';
import { createPace, type Pace } from '../../../../lib/scrub/pace.ts';

/** A pace for work that costs 100 and is to take a second, and how long each pause was. */
function setUp(): {
  pace: Pace;
  pauses: number[];
  clock: { ms: number };
  work(cost: number): Promise<void>;
} {
  const clock = { ms: 1000 };
  const pauses: number[] = [];
  const pause = async (waitMs: number): Promise<void> => {
    pauses.push(waitMs);
    clock.ms += waitMs;
  };
  const pace = createPace({ nowMs: () => clock.ms }, pause, 100, 1000);
  async function work(cost: number): Promise<void> {
    pace.note(cost);
    await pace.rest();
  }
  return { pace, pauses, clock, work };
}

describe('a pace', () => {
  it('spreads work over its span', async () => {
    const { pace, pauses, clock, work } = setUp();
    for (const cost of [10, 60, 30]) await work(cost);
    expect(pauses).toEqual([100, 600, 300]);
    expect(clock.ms).toBe(2000);
    expect(pace.leftMs).toBe(0);
  });

  it('counts the time that the work itself takes', async () => {
    const { pauses, clock, work } = setUp();
    clock.ms += 30;
    await work(50);
    expect(pauses).toEqual([470]);
  });

  it('rests three times as long as slow work takes', async () => {
    const { pauses, clock, work } = setUp();
    clock.ms += 200;
    await work(1);
    expect(pauses).toEqual([600]);
  });

  it.each([3_600_000, -3_600_000])('survives a clock that is set by %d ms', async (jumpMs) => {
    const { pauses, clock, work } = setUp();
    clock.ms += jumpMs;
    await work(1);
    expect(pauses[0]).toBeLessThanOrEqual(3000);
    await work(10);
    expect(pauses[1]).toBe(100);
  });

  it('waits later for what it has not waited for', async () => {
    const { pace, pauses } = setUp();
    pace.note(50);
    await pace.rest(20);
    expect(pace.pendingMs).toBe(480);
    pace.note(10);
    expect(pace.pendingMs).toBe(580);
    await pace.rest();
    expect(pauses).toEqual([20, 580]);
    expect(pace.pendingMs).toBe(0);
  });

  it('has time left for what was not to be done', async () => {
    const { pace, work } = setUp();
    await work(20);
    expect(pace.leftMs).toBe(800);
    // A file has grown.
    await work(90);
    expect(pace.leftMs).toBe(0);
  });
});
