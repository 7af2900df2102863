import { describe, expect, it } from 'vitest';
import { createPace, type Pace } from '../../../../lib/scrub/pace.ts';

/** A pace for work that costs 100 and is to take a second, and how long each pause was. */
function setUp(): { pace: Pace; pauses: number[]; clock: { ms: number } } {
  const clock = { ms: 1000 };
  const pauses: number[] = [];
  const pause = async (waitMs: number): Promise<void> => {
    pauses.push(waitMs);
    clock.ms += waitMs;
  };
  return { pace: createPace({ nowMs: () => clock.ms }, pause, 100, 1000), pauses, clock };
}

describe('a pace', () => {
  it('spreads work over its span', async () => {
    const { pace, pauses, clock } = setUp();
    for (const cost of [10, 60, 30]) await pace.spend(cost);
    await pace.rest();
    expect(pauses).toEqual([100, 600, 300, 0]);
    expect(clock.ms).toBe(2000);
  });

  it('counts the time that the work itself takes', async () => {
    const { pace, pauses, clock } = setUp();
    clock.ms += 30;
    await pace.spend(50);
    expect(pauses).toEqual([470]);
  });

  it('rests three times as long as slow work takes', async () => {
    const { pace, pauses, clock } = setUp();
    clock.ms += 200;
    await pace.spend(1);
    expect(pauses).toEqual([600]);
  });

  it.each([3_600_000, -3_600_000])('survives a clock that is set by %d ms', async (jumpMs) => {
    const { pace, pauses, clock } = setUp();
    clock.ms += jumpMs;
    await pace.spend(1);
    expect(pauses[0]).toBeLessThanOrEqual(3000);
    await pace.spend(10);
    expect(pauses[1]).toBe(100);
  });

  it('rests for what was not to be done', async () => {
    const { pace, pauses } = setUp();
    await pace.spend(20);
    await pace.rest();
    expect(pauses).toEqual([200, 800]);
  });
});
