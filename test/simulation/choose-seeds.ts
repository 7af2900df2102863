import { drawPlan } from './plan.ts';
import type { ScenarioKind } from './scenario-kinds.ts';

/** The first seeds from one on; only those that have all of the scenarios given. */
export function chooseSeeds(
  from: number,
  count: number,
  wanted: readonly ScenarioKind[] = [],
): readonly number[] {
  const seeds: number[] = [];
  for (let seed = from; seeds.length < count; seed += 1) {
    if (wanted.every((kind) => hasScenario(seed, kind))) seeds.push(seed);
  }
  return seeds;
}

/** A scenario changes the plan of a run that has it, and no other. */
function hasScenario(seed: number, kind: ScenarioKind): boolean {
  return JSON.stringify(drawPlan(seed, [kind])) !== JSON.stringify(drawPlan(seed, []));
}
