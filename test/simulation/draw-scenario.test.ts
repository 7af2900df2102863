import { describe, expect, it } from 'vitest';
import { drawPlan } from './plan.ts';
import { parseScenarios, scenarioKinds } from './scenario-kinds.ts';

const seeds = Array.from({ length: 500 }, (_, at) => at + 1);

describe('the scenarios of a run', () => {
  it.each(scenarioKinds)('occur in enough of 500 seeds: %s', (kind) => {
    const runs = seeds.filter((seed) => JSON.stringify(drawPlan(seed, [kind])) !== plain(seed));
    expect(runs.length).toBeGreaterThan(15);
  });

  it.each(scenarioKinds)(
    'do not change a run that has none when they are switched on: %s',
    (kind) => {
      const others = scenarioKinds.filter((other) => other !== kind);
      for (const seed of seeds.slice(0, 100)) {
        if (JSON.stringify(drawPlan(seed, [kind])) !== plain(seed)) continue;
        expect(drawPlan(seed, scenarioKinds)).toEqual(drawPlan(seed, others));
      }
    },
  );

  it('keep the steps in order of time', () => {
    for (const seed of seeds) {
      const times = drawPlan(seed, scenarioKinds).steps.map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
    }
  });

  it('can be chosen by number', () => {
    expect(parseScenarios('all')).toEqual(scenarioKinds);
    expect(parseScenarios('none')).toEqual([]);
    expect(parseScenarios('1,14')).toEqual([scenarioKinds[0], scenarioKinds[13]]);
    expect(() => parseScenarios('17')).toThrow('17');
  });
});

function plain(seed: number): string {
  return JSON.stringify(drawPlan(seed, []));
}
