import type { Plan } from './plan.ts';
import { type Outcome, runSeed } from './run-seed.ts';

/** What is left of a failing run that was made as short as it can be. */
export interface Shrunk {
  readonly plan: Plan;
  /** Which steps of the whole plan are left, by their position in it. */
  readonly kept: readonly number[];
  /** Names of the faults that still happen at an occasion. */
  readonly faults: readonly string[];
  readonly outcome: Outcome;
}

/** Runs that are tried in search of a shorter one. */
const mostRuns = 600;

/** Removes steps and faults from a failing run as long as it breaks the same promise. */
export async function shrink(plan: Plan, failed: Outcome): Promise<Shrunk> {
  const invariant = failed.failures[0]?.invariant;
  let kept = plan.steps.map((_, index) => index);
  let faults: readonly string[] = failed.fired;
  let best = failed;
  let runs = 0;

  async function breaks(steps: readonly number[], allowed: readonly string[]): Promise<boolean> {
    runs += 1;
    const outcome = await runSeed({ plan: keepSteps(plan, steps), allowed: new Set(allowed) });
    if (!outcome.failures.some((failure) => failure.invariant === invariant)) return false;
    best = outcome;
    return true;
  }

  const isOver = (): boolean => runs >= mostRuns;
  for (let before = Infinity; kept.length + faults.length < before && !isOver(); ) {
    before = kept.length + faults.length;
    kept = await reduce(kept, (steps) => breaks(steps, faults), isOver);
    faults = await reduce(faults, (allowed) => breaks(kept, allowed), isOver);
  }
  return { plan: keepSteps(plan, kept), kept, faults, outcome: best };
}

/** A plan with only the steps at the given positions. */
export function keepSteps(plan: Plan, kept: readonly number[]): Plan {
  const wanted = new Set(kept);
  return { ...plan, steps: plan.steps.filter((_, index) => wanted.has(index)) };
}

/** Removes halves, quarters … and single items, as long as what is left still fails. */
async function reduce<Item>(
  all: readonly Item[],
  fails: (items: readonly Item[]) => Promise<boolean>,
  isOver: () => boolean,
): Promise<Item[]> {
  let items = [...all];
  for (let size = Math.ceil(items.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < items.length && !isOver(); ) {
      const shorter = items.toSpliced(at, size);
      if (await fails(shorter)) items = shorter;
      else at += size;
    }
  }
  return items;
}
