import { createSeededRandom, type SeededRandom } from '../support/node/seeded-random.ts';
import { addSteps } from './change-plan.ts';
import { addBucket } from './draw-bucket.ts';
import { addResumables } from './draw-resumables.ts';
import { drawSituation } from './draw-situation.ts';
import type { Plan } from './plan.ts';
import { planCrowd, planSteps } from './plan-scenario-steps.ts';
import { type ScenarioKind, situations } from './scenario-kinds.ts';
import { faultPhaseMs, type Step } from './step.ts';

/** The share of runs in which clients send resumable uploads. */
const resumableShare = 0.15;

/**
 * Puts a run of faults alone into a situation, or leaves it as it is. All numbers are drawn whatever
 * is switched on, so that what is switched on later changes no run without it.
 */
export function drawScenario(plan: Plan, enabled: readonly ScenarioKind[]): Plan {
  const random = createSeededRandom(Math.imul(plan.seed, 0x85ebca6b) ^ 0x51de);
  const hasSituation = random.chance(0.6);
  // What the digest is for happens more often.
  const situation = random.pick([...situations, 'lost disks', 'lost disks'] as const);
  const hasNames = random.chance(0.25);
  const hasWindows = random.chance(0.2);
  const hasBucket = random.chance(0.1);
  let drawn = plan;
  if (hasSituation && situation !== undefined && enabled.includes(situation)) {
    drawn = drawSituation(situation, plan, forked(plan.seed, 1));
  }
  if (hasNames && enabled.includes('names below stored names')) {
    drawn = addSteps(drawn, planNamesBelow(forked(plan.seed, 2)));
  }
  if (hasWindows && enabled.includes('small windows')) {
    drawn = shrinkWindows(drawn, forked(plan.seed, 3));
  }
  if (hasBucket && enabled.includes('a bucket')) drawn = addBucket(drawn, forked(plan.seed, 4));
  // Its stream is its own from the first number on: the others were drawn before it came.
  const ofUploads = forked(plan.seed, 5);
  if (ofUploads.chance(resumableShare) && enabled.includes('resumable uploads')) {
    drawn = addResumables(drawn, ofUploads);
  }
  return drawn;
}

function forked(seed: number, which: number): SeededRandom {
  return createSeededRandom(Math.imul(seed, 0xc2b2ae35) + which);
}

/** Uploads below the name that another upload got just now, mostly on another node. */
function planNamesBelow(random: SeededRandom): Step[] {
  return planSteps(1 + random.below(6), () => {
    const atMs = random.below(faultPhaseMs - 2000);
    const [node, base, body] = [random.below(100), random.below(4), random.below(3)];
    const below = atMs + 5 + random.below(random.chance(0.7) ? 60 : 2000);
    const at = { node: node + random.below(3), body: random.below(3), which: 0 };
    return [
      { atMs, does: { what: 'upload', node, base, body, style: 'plain' } },
      { atMs: below, does: { ...at, what: 'upload below' } },
    ];
  });
}

/** More files on their way than a node remembers, while a node is away, and restarts. */
function shrinkWindows(plan: Plan, random: SeededRandom): Plan {
  const windows = {
    rememberedCopies: 2 + random.below(6),
    rememberedDirectories: 1 + random.below(3),
    batchRecords: 1 + random.below(4),
    maxSetAside: 3 + random.below(5),
    maxWaiting: 2 + random.below(4),
  };
  const atMs = random.below(faultPhaseMs - 10_000);
  const away = { node: random.below(100), other: 0, strength: 0 };
  const restarts = planSteps(random.below(3), () => [
    {
      atMs: atMs + 3000 + random.below(6000),
      does: { what: 'restart', node: random.below(100) },
    },
  ]);
  return addSteps({ ...plan, windows: { ...windows, ...plan.windows } }, [
    { atMs, does: { ...away, what: 'isolation', forMs: 10_000 } },
    ...planCrowd(random, atMs, 10 + random.below(15)),
    ...restarts,
  ]);
}
