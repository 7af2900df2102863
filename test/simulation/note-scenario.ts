import type { World } from './world.ts';

/** Counts the scenarios of a run that are so from its beginning. */
export function noteScenario({ faults, plan }: World): void {
  if (Object.keys(plan.cloneOf).length > 0) faults.note('a cloned node id');
  if (plan.situation === 'a node without peers') faults.note(plan.situation);
  if (plan.windows !== undefined && plan.situation === undefined) faults.note('small windows');
}
