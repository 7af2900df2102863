import { describe, expect, it } from 'vitest';
import { drawPlan } from './plan.ts';
import { runSeed } from './run-seed.ts';
import { keepSteps } from './shrink.ts';

/** The trace of a run, and how it ended. */
async function hear(seed: number): Promise<{ lines: string[]; failures: unknown }> {
  const lines: string[] = [];
  const onLine = (line: string): void => void lines.push(line);
  const { failures, fingerprint } = await runSeed({ plan: drawPlan(seed), onLine });
  return { lines: [...lines, fingerprint], failures };
}

describe('the simulator', () => {
  it.each([1, 2, 3, 4, 5])('makes the same trace twice, with seed %i', async (seed) => {
    const [once, again] = [await hear(seed), await hear(seed)];
    expect(once.lines).toEqual(again.lines);
    expect(once.failures).toEqual([]);
  });

  it('does not change what a removed step had no part in', async () => {
    const plan = { ...drawPlan(7), rates: new Map() };
    const reads = plan.steps.flatMap(({ does }, at) => (does.what === 'read' ? [at] : []));
    const others = plan.steps.flatMap((_, at) => (reads.includes(at) ? [] : [at]));
    const whole = await runSeed({ plan });
    const shorter = await runSeed({ plan: keepSteps(plan, others) });
    expect([whole.failures, shorter.failures]).toEqual([[], []]);
    expect(shorter.branches.get('PUT of a client: 201')).toBe(
      whole.branches.get('PUT of a client: 201'),
    );
  });
});
