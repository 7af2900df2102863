import type { SeededRandom } from '../support/node/seeded-random.ts';
import type { Step } from './step.ts';

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
): Step[] {
  const numbers = random.shuffle(Array.from({ length: count }, (_, number) => number));
  return numbers.slice(1).map((number) => ({
    atMs: atMs + random.below(6000),
    does: { what: 'delete one of many', node, number },
  }));
}
