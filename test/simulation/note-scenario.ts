import type { Situation } from './scenario-kinds.ts';
import type { World } from './world.ts';

const noted: ReadonlySet<Situation> = new Set([
  'a node without peers',
  'lost disks',
  'files changed by hand',
]);

/** Counts the scenarios of a run that are so from its beginning. */
export function noteScenario({ faults, plan }: World): void {
  if (plan.situation === 'a cloned node id') faults.note(plan.situation);
  const { situation } = plan;
  if (situation !== undefined && noted.has(situation)) faults.note(situation);
  if (plan.bucket !== undefined) faults.note('a bucket');
  if (plan.partialUploads !== undefined) faults.note('resumable uploads');
  if (plan.windows !== undefined && plan.situation === undefined) faults.note('small windows');
}
