import type { SeededRandom } from '../support/node/seeded-random.ts';
import {
  idsOf,
  lineOf,
  pickTwo,
  withAllPeers,
  withoutFaults,
  withPeers,
  withSteps,
} from './change-plan.ts';
import type { Plan } from './plan.ts';
import {
  planAbsence,
  planCrowd,
  planDeletions,
  planFiles,
  planSteps,
  planStrike,
} from './plan-scenario-steps.ts';
import type { Situation } from './scenario-kinds.ts';
import { faultPhaseMs, type SituationFault } from './step.ts';

/** Puts a run into a situation. */
export type Draw = (plan: Plan, random: SeededRandom) => Plan;

/** The number of files that fill a small disk; more of them are deleted than are still to be stored. */
const fillers = 12;

/** The situations around the disks of nodes. */
export const diskDraws = {
  'a cloned node id': (plan, random) => {
    const isLine = random.chance(0.7);
    const ids = ['a', 'b', 'c', 'd'].slice(0, Math.max(3, Math.min(idsOf(plan).length, 4)));
    const peers = isLine ? lineOf(ids) : withAllPeers(ids);
    const [one, other] = [random.below(ids.length), 1 + random.below(ids.length - 1)];
    const twin = ids[(one + other) % ids.length] as string;
    const cluster = { ...withPeers(plan, peers), realPeers: peers };
    if (random.chance(0.5)) return { ...cluster, cloneOf: { [twin]: ids[one] as string } };
    const copied = planSteps(1 + random.below(2), () => [
      planStrike(random, 'copied machine', pickTwo(cluster, random)),
    ]);
    return withSteps(cluster, copied);
  },

  'a missing storage': (plan, random) => {
    const steps = planSteps(1 + random.below(2), () => {
      const lasts = { forMs: 500 + random.below(8000), strength: random.below(1000) / 1000 };
      const { node, other } = pickTwo(plan, random);
      const atMs = 3000 + random.below(faultPhaseMs - 3000);
      const missing = { what: 'missing storage', node, other, ...lasts } as const;
      return [{ atMs, does: missing }, ...planAbsence(random, other, atMs)];
    });
    return { ...withSteps(plan, steps), mendsLate: false };
  },

  'space by deletions only': (plan, random) => {
    const { node, other } = pickTwo(plan, random);
    const atMs = random.below(faultPhaseMs - 15_000);
    const maxDeferred = 2 + random.below(3);
    const full = { what: 'small disk', node, other, forMs: faultPhaseMs, strength: 0 } as const;
    const steps = [
      ...planCrowd(random, atMs, fillers, () => other),
      { atMs: atMs + 4000, does: full },
      ...planCrowd(random, atMs + 4500, 6, () => other, fillers),
      ...planDeletions(random, atMs + 8000, fillers, other),
    ];
    return {
      ...withSteps(random.chance(0.7) ? withoutFaults(plan) : plan, steps),
      windows: { maxDeferred },
      mendsLate: false,
      smallDisk: idsOf(plan)[node],
    };
  },

  'lost disks': (plan, random) => {
    const kinds = ['wiped disks', 'restored backup'] as const;
    const steps = planSteps(1 + random.below(3), () => [
      planStrike(random, random.pick(kinds) as SituationFault, pickTwo(plan, random)),
    ]);
    return withSteps(random.chance(0.3) ? withoutFaults(plan) : plan, [
      ...steps,
      ...planFiles(random),
    ]);
  },

  'files changed by hand': (plan, random) => {
    const kinds = ['files removed by hand', 'files added by hand'] as const;
    const steps = planSteps(1 + random.below(5), () => [
      planStrike(random, random.pick(kinds) as SituationFault, pickTwo(plan, random)),
    ]);
    return { ...withSteps(plan, [...steps, ...planFiles(random)]), mendsLate: false };
  },
} satisfies Partial<Record<Situation, Draw>>;
