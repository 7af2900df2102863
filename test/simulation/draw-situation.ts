import type { SeededRandom } from '../support/node/seeded-random.ts';
import { balancerHost, prefixedHostOf } from './address.ts';
import { keepOneSegment } from './keep-one-segment.ts';
import type { Plan } from './plan.ts';
import { planCrowd, planDeletions, planSteps } from './plan-scenario-steps.ts';
import type { Situation } from './scenario-kinds.ts';
import { faultPhaseMs, type Step } from './step.ts';

type Draw = (plan: Plan, random: SeededRandom) => Plan;

/** The number of files that fill a small disk; more of them are deleted than are still to be stored. */
const fillers = 12;

/** Puts a run into a situation. The operator does nothing else to the peers then. */
export function drawSituation(situation: Situation, plan: Plan, random: SeededRandom): Plan {
  const steps = plan.steps.filter(({ does }) => !changesPeers(does));
  const calm = { ...plan, situation, steps, legacy: undefined, mendsLate: random.chance(0.4) };
  const drawn = draws[situation](calm, random);
  return { ...drawn, steps: drawn.steps.toSorted((one, other) => one.atMs - other.atMs) };
}

function changesPeers({ what }: Step['does']): boolean {
  return what === 'drop a peer' || what === 'take a peer back' || what === 'add a node';
}

const draws: Readonly<Record<Situation, Draw>> = {
  'an unidentified server at a peer URL': (plan, random) => {
    const steps = planSteps(1 + random.below(2), () => {
      const { node, other } = pickTwo(plan, random);
      const atMs = random.chance(0.4) ? 0 : random.below(faultPhaseMs - 5000);
      const lasts = { forMs: 3000 + random.below(20_000), strength: random.below(1000) / 1000 };
      return [{ atMs, does: { what: 'unidentified server', node, other, ...lasts } }];
    });
    return withSteps(plan, steps);
  },

  'a cloned node id': (plan, random) => {
    const isLine = random.chance(0.7);
    const ids = ['a', 'b', 'c', 'd'].slice(0, Math.max(3, Math.min(idsOf(plan).length, 4)));
    const peers = isLine ? lineOf(ids) : withAllPeers(ids);
    const [one, other] = [random.below(ids.length), 1 + random.below(ids.length - 1)];
    const twin = ids[(one + other) % ids.length] as string;
    return { ...withPeers(plan, peers), realPeers: peers, cloneOf: { [twin]: ids[one] as string } };
  },

  'a peer left out': (plan, random) => {
    const steps = planSteps(1 + random.below(3), () => {
      const at = { ...pickTwo(plan, random), forMs: 1000 + random.below(12_000) };
      const atMs = random.below(faultPhaseMs);
      const what = random.chance(0.3) ? 'take back under another URL' : 'leave out a peer';
      return [{ atMs, does: { ...at, what } }, ...planDebts(random, at, atMs)];
    });
    return withDebts(plan, random, steps);
  },

  'a peer renamed': (plan, random) => {
    const steps = planSteps(1 + random.below(3), () => {
      const at = pickTwo(plan, random);
      const atMs = random.below(faultPhaseMs);
      return [{ atMs, does: { ...at, what: 'rename a peer' } }, ...planDebts(random, at, atMs)];
    });
    return withDebts(plan, random, steps);
  },

  'a node without peers': (plan, random) => {
    const lonely = random.pick(idsOf(plan)) as string;
    return keepOneSegment({ ...plan, peers: { ...plan.peers, [lonely]: [] } });
  },

  'a balancer as peer': (plan, random) => {
    const ids = idsOf(plan);
    const isForAll = random.chance(0.5);
    const one = random.pick(ids);
    const peers = Object.entries(plan.peers).map(([id, real]) => [
      id,
      isForAll || id === one ? [balancerHost] : real,
    ]);
    return keepOneSegment({ ...plan, peers: Object.fromEntries(peers) });
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

  'a link that cuts bodies': (plan, random) => {
    const { node, other } = pickTwo(plan, random);
    const uploads = planSteps(1 + random.below(2), () => [
      {
        atMs: random.below(faultPhaseMs),
        does: { what: 'upload', node: other, base: random.below(4), body: 1, style: 'plain' },
      },
    ]);
    const linkCut = { to: idsOf(plan)[node] as string, afterBytes: 40_000 + random.below(100_000) };
    const large = { hasLargeBody: true, resumableFromBytes: 100 + random.below(100_000) };
    return { ...withSteps(plan, uploads), ...large, linkCut, mendsLate: false };
  },

  'a wrong path prefix': (plan, random) => {
    const { node, other } = pickTwo(plan, random);
    const [from, to] = [idsOf(plan)[node] as string, idsOf(plan)[other] as string];
    const hosts = [...new Set([...(plan.peers[from] ?? []), to])];
    const peers = hosts.map((host) => (host === to ? prefixedHostOf(to) : host));
    const realPeers = { ...plan.realPeers, [from]: hosts };
    return keepOneSegment({ ...plan, peers: { ...plan.peers, [from]: peers }, realPeers });
  },
};

/** The peer is often out of reach before and after something happens to it. */
function planAbsence(random: SeededRandom, node: number, atMs: number): Step[] {
  const beforeMs = random.below(6000);
  const forMs = beforeMs + random.below(5000);
  if (random.chance(0.3)) return [];
  const away = { what: 'isolation', node, other: 0, forMs, strength: 0 } as const;
  return [{ atMs: Math.max(atMs - beforeMs, 0), does: away }];
}

/** More is pending for the absent peer than one segment of the journal holds. */
function planDebts(
  random: SeededRandom,
  at: { node: number; other: number },
  atMs: number,
): Step[] {
  const absence = planAbsence(random, at.other, atMs);
  const [away] = absence;
  if (away === undefined) return [];
  return [away, ...planCrowd(random, away.atMs, 5 + random.below(15), () => at.node)];
}

/** The journal soon forgets what it need not keep, and the operator mends at once. */
function withDebts(plan: Plan, random: SeededRandom, steps: readonly Step[]): Plan {
  const segmentBytes = 200 + random.below(600);
  return { ...withSteps(plan, steps), segmentBytes, mendsLate: false };
}

/** Two different nodes, by their place. */
function pickTwo(plan: Plan, random: SeededRandom): { node: number; other: number } {
  const count = idsOf(plan).length;
  const node = random.below(count);
  return { node, other: (node + 1 + random.below(count - 1)) % count };
}

function idsOf(plan: Plan): string[] {
  return Object.keys(plan.realPeers);
}

function withSteps(plan: Plan, steps: readonly Step[]): Plan {
  return { ...plan, steps: [...plan.steps, ...steps] };
}

/** What is to be observed takes many steps, none of which may fail. */
function withoutFaults(plan: Plan): Plan {
  return { ...plan, rates: new Map(), steps: plan.steps.filter(({ does }) => !('forMs' in does)) };
}

function withPeers(plan: Plan, peers: Plan['peers']): Plan {
  return { ...plan, peers };
}

function lineOf(ids: readonly string[]): Plan['peers'] {
  const isNext = (at: number, other: number): boolean => Math.abs(at - other) === 1;
  return Object.fromEntries(ids.map((id, at) => [id, ids.filter((_, other) => isNext(at, other))]));
}

function withAllPeers(ids: readonly string[]): Plan['peers'] {
  return Object.fromEntries(ids.map((id) => [id, ids.filter((other) => other !== id)]));
}
