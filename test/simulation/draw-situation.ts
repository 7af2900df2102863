import type { SeededRandom } from '../support/node/seeded-random.ts';
import { balancerHost, prefixedHostOf } from './address.ts';
import { changesPeers, idsOf, pickTwo, withSteps } from './change-plan.ts';
import { type Draw, diskDraws } from './draw-disk-situation.ts';
import type { Plan } from './plan.ts';
import { planDebts, planSteps } from './plan-scenario-steps.ts';
import type { Situation } from './scenario-kinds.ts';
import { faultPhaseMs, type Step } from './step.ts';

/** Puts a run into a situation. The operator does nothing else to the peers then. */
export function drawSituation(situation: Situation, plan: Plan, random: SeededRandom): Plan {
  const steps = plan.steps.filter(({ does }) => !changesPeers(does));
  const calm = { ...plan, situation, steps, legacy: undefined, mendsLate: random.chance(0.4) };
  const drawn = draws[situation](calm, random);
  return { ...drawn, steps: drawn.steps.toSorted((one, other) => one.atMs - other.atMs) };
}

const draws: Readonly<Record<Situation, Draw>> = {
  ...diskDraws,

  'an unidentified server at a peer URL': (plan, random) => {
    const steps = planSteps(1 + random.below(2), () => {
      const { node, other } = pickTwo(plan, random);
      const atMs = random.chance(0.4) ? 0 : random.below(faultPhaseMs - 5000);
      const lasts = { forMs: 3000 + random.below(20_000), strength: random.below(1000) / 1000 };
      return [{ atMs, does: { what: 'unidentified server', node, other, ...lasts } }];
    });
    return withSteps(plan, steps);
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
    return { ...plan, peers: { ...plan.peers, [lonely]: [] } };
  },

  'a balancer as peer': (plan, random) => {
    const ids = idsOf(plan);
    const isForAll = random.chance(0.5);
    const one = random.pick(ids);
    const peers = Object.entries(plan.peers).map(([id, real]) => [
      id,
      isForAll || id === one ? [balancerHost] : real,
    ]);
    return { ...plan, peers: Object.fromEntries(peers) };
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
    return { ...plan, peers: { ...plan.peers, [from]: peers }, realPeers };
  },
};

/** The journal soon forgets what it need not keep, and the operator mends at once. */
function withDebts(plan: Plan, random: SeededRandom, steps: readonly Step[]): Plan {
  const segmentBytes = 200 + random.below(600);
  return { ...withSteps(plan, steps), segmentBytes, mendsLate: false };
}
