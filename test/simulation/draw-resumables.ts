import type { PartialUploadLimits } from '../../lib/limits/partial-upload-limits.ts';
import type { SeededRandom } from '../support/node/seeded-random.ts';
import { addSteps } from './change-plan.ts';
import type { Plan } from './plan.ts';
import { planSteps } from './plan-scenario-steps.ts';
import { faultPhaseMs, type ResumableStep } from './step.ts';

const mostUploads = 4;
/** Few are unfinished at once, and of few finished ones is known. */
const fewUploads = 2;

/** Gives a run clients that begin resumable uploads, and go on with them. */
export function addResumables(plan: Plan, random: SeededRandom): Plan {
  let number = 0;
  const steps = planSteps(1 + random.below(mostUploads), () => {
    number += 1;
    return [{ atMs: random.below(faultPhaseMs - 1000), does: planUpload(random, number) }];
  });
  const partialUploads: Partial<PartialUploadLimits> = {
    checkpointBytes: 200 + random.below(2000),
    checkpointMs: random.chance(0.5) ? 2 : 1000,
    ...(random.chance(0.1) && { maxUploads: fewUploads }),
  };
  return { ...addSteps(plan, steps), partialUploads };
}

function planUpload(random: SeededRandom, number: number): ResumableStep {
  return {
    what: 'resumable upload',
    node: random.below(100),
    number,
    // A name and a content of its own, or those that others send by PUT.
    shared: random.chance(0.2) ? { base: random.below(4), body: random.below(3) } : undefined,
    isDeferred: random.chance(0.3),
    hash: random.pick(['none', 'none', 'right', 'wrong'] as const) as 'none',
    ending: random.pick([
      'whole',
      'whole',
      'whole',
      'whole',
      'abandoned',
      'deleted',
    ] as const) as 'whole',
  };
}
