import type { SeededRandom } from '../support/node/seeded-random.ts';
import type { Plan } from './plan.ts';
import type { Step } from './step.ts';

/** Two different nodes, by their place. */
export function pickTwo(plan: Plan, random: SeededRandom): { node: number; other: number } {
  const count = idsOf(plan).length;
  const node = random.below(count);
  return { node, other: (node + 1 + random.below(count - 1)) % count };
}

export function idsOf(plan: Plan): string[] {
  return Object.keys(plan.realPeers);
}

export function withSteps(plan: Plan, steps: readonly Step[]): Plan {
  return { ...plan, steps: [...plan.steps, ...steps] };
}

/** The same, with all steps in their order. */
export function addSteps(plan: Plan, steps: readonly Step[]): Plan {
  const all = [...plan.steps, ...steps];
  return { ...plan, steps: all.sort((one, other) => one.atMs - other.atMs) };
}

/** Whether somebody changes which nodes have which peers. */
export function changesPeers({ what }: Step['does']): boolean {
  return what === 'drop a peer' || what === 'take a peer back' || what === 'add a node';
}

/** What is to be observed takes many steps, none of which may fail. */
export function withoutFaults(plan: Plan): Plan {
  return { ...plan, rates: new Map(), steps: plan.steps.filter(({ does }) => !('forMs' in does)) };
}

export function withPeers(plan: Plan, peers: Plan['peers']): Plan {
  return { ...plan, peers };
}

export function lineOf(ids: readonly string[]): Plan['peers'] {
  const isNext = (at: number, other: number): boolean => Math.abs(at - other) === 1;
  return Object.fromEntries(ids.map((id, at) => [id, ids.filter((_, other) => isNext(at, other))]));
}

export function withAllPeers(ids: readonly string[]): Plan['peers'] {
  return Object.fromEntries(ids.map((id) => [id, ids.filter((other) => other !== id)]));
}
