import type { SeededRandom } from '../support/node/seeded-random.ts';
import { faultPhaseMs, type SituationFault, type Step } from './step.ts';

/** Makes so many groups of steps. */
export function planSteps(count: number, plan: () => readonly Step[]): Step[] {
  return Array.from({ length: count }, plan).flat();
}

/** Uploads of as many files that have nothing in common, on any node by default, in 2 seconds. */
export function planCrowd(
  random: SeededRandom,
  atMs: number,
  count: number,
  node: () => number = () => random.below(100),
  first = 0,
): Step[] {
  return Array.from(
    { length: count },
    (_, at): Step => ({
      atMs: atMs + random.below(2000),
      does: { what: 'upload one of many', node: node(), number: first + at },
    }),
  );
}

/** Deletions of nearly all of the first files of a crowd, in 6 seconds. */
export function planDeletions(
  random: SeededRandom,
  atMs: number,
  count: number,
  node: number,
  first = 0,
): Step[] {
  const numbers = random.shuffle(Array.from({ length: count }, (_, at) => first + at));
  return numbers.slice(1).map((number) => ({
    atMs: atMs + random.below(6000),
    does: { what: 'delete one of many', node, number },
  }));
}

/** Some files in the beginning of which most are deleted later. */
export function planFiles(random: SeededRandom): Step[] {
  if (random.chance(0.5)) return [];
  const count = 2 + random.below(10);
  const atMs = random.below(faultPhaseMs - 10_000);
  return [
    ...planCrowd(random, atMs, count),
    ...planDeletions(random, atMs + 2000, count, random.below(100)),
  ];
}

/** Something happens to the disks of a node at any time. */
export function planStrike(
  random: SeededRandom,
  what: SituationFault,
  at: { node: number; other: number },
): Step {
  const lasts = { forMs: 1000 + random.below(12_000), strength: random.below(1000) / 1000 };
  return { atMs: 1000 + random.below(faultPhaseMs - 4000), does: { what, ...at, ...lasts } };
}

/** The peer is often out of reach before and after something happens to it. */
export function planAbsence(random: SeededRandom, node: number, atMs: number): Step[] {
  const beforeMs = random.below(6000);
  const forMs = beforeMs + random.below(5000);
  if (random.chance(0.3)) return [];
  const away = { what: 'isolation', node, other: 0, forMs, strength: 0 } as const;
  return [{ atMs: Math.max(atMs - beforeMs, 0), does: away }];
}

/** More is pending for the absent peer than one segment of the journal holds. */
export function planDebts(
  random: SeededRandom,
  at: { node: number; other: number },
  atMs: number,
): Step[] {
  const absence = planAbsence(random, at.other, atMs);
  const [away] = absence;
  if (away === undefined) return [];
  return [away, ...planCrowd(random, away.atMs, 5 + random.below(15), () => at.node)];
}
