import type { SeededRandom } from '../support/node/seeded-random.ts';
import { bucketHost } from './address.ts';
import type { BucketPlan } from './bucket-plan.ts';
import { addSteps, changesPeers, idsOf } from './change-plan.ts';
import { drawRates } from './draw-rates.ts';
import { bucketOccasions, bucketWindows } from './fault-kinds.ts';
import type { Plan } from './plan.ts';
import { planCrowd, planDeletions, planSteps } from './plan-scenario-steps.ts';
import { faultPhaseMs, type Step } from './step.ts';

/** Nodes that have no disk for files are called otherwise than those that have one. */
const idsOnBucket = ['s', 't', 'u'];
/** Of the files that are uploaded there beside all others. */
const firstOfBucket = 3000;
/** Less than most bodies have, and the parts of some. */
const smallLimits: BucketPlan['limits'] = {
  maxMemoryBytes: 8000,
  maxBodyBytes: 1000,
  maxKeptBytes: 1000,
  partBytes: 1200,
};

/**
 * Gives a run a bucket: behind one or two of its nodes, as the storage of up to three more that
 * have no peers, or both; or all nodes are on it.
 */
export function addBucket(plan: Plan, random: SeededRandom): Plan {
  const isAlone = plan.situation === undefined && random.chance(0.25);
  const hasFaults = plan.rates.size > 0;
  const candidates = random.shuffle(idsOf(plan).filter((id) => id !== plan.legacy));
  const behind = isAlone ? [] : candidates.slice(0, random.chance(0.3) ? 2 : 1);
  const on = idsOnBucket.slice(0, isAlone ? 2 + random.below(2) : random.below(3));
  const bucket = {
    behind,
    on,
    diskless: on.filter(() => random.chance(0.5)),
    limits: random.chance(0.7) ? { ...smallLimits, partBytes: 700 + random.below(3000) } : {},
  };
  const skewOf = (): number => (random.chance(0.3) ? random.below(7_200_000) - 3_600_000 : 0);
  const skewsMs = { ...plan.skewsMs, ...Object.fromEntries(on.map((id) => [id, skewOf()])) };
  const rates = new Map([...plan.rates, ...drawRates(random, bucketOccasions)]);
  const nodesOn = on.map((_, at) => (isAlone ? at : idsOf(plan).length + at));
  const faults = [...planOutages(random), ...planRot(random, nodesOn)];
  const crowd = planUse(random, nodesOn);
  const cluster = isAlone ? withoutDisks(plan) : withBucketBehind(plan, behind);
  // A stateless node is no peer, so nobody need report that it has something else.
  const shared = { ...cluster, bucket, skewsMs, mendsLate: false };
  const used = addSteps(shared, crowd);
  return hasFaults ? addSteps({ ...used, rates }, faults) : used;
}

function withBucketBehind(plan: Plan, behind: readonly string[]): Plan {
  const add = (peers: Plan['peers']): Plan['peers'] =>
    Object.fromEntries(
      Object.entries(peers).map(([id, hosts]) => [
        id,
        behind.includes(id) ? [...hosts, bucketHost] : hosts,
      ]),
    );
  return { ...plan, peers: add(plan.peers), realPeers: add(plan.realPeers) };
}

function withoutDisks(plan: Plan): Plan {
  const steps = plan.steps.filter(({ does }) => !changesPeers(does));
  return { ...plan, steps, peers: {}, realPeers: {}, legacy: undefined };
}

/** Files of many bytes on the nodes on the bucket: most are spooled, many are read, and deleted. */
function planUse(random: SeededRandom, nodes: readonly number[]): Step[] {
  if (nodes.length === 0) return [];
  const node = (): number => random.pick(nodes) as number;
  const count = 4 + random.below(12);
  const atMs = random.below(faultPhaseMs - 10_000);
  const reads = planSteps(2 * count, () => {
    const does = { what: 'read', node: node(), which: random.below(2 * count) } as const;
    return [{ atMs: atMs + random.below(9000), does: { ...does, style: 'whole' } }];
  });
  const uploads = planCrowd(random, atMs, count, node, firstOfBucket);
  const deletions = planDeletions(random, atMs + 2000, count, node(), firstOfBucket);
  return [...uploads, ...reads, ...(random.chance(0.5) ? deletions : [])];
}

/** Bits of objects flip, as some of the nodes on the bucket see when they read them. */
function planRot(random: SeededRandom, nodes: readonly number[]): Step[] {
  if (nodes.length === 0 || random.chance(0.5)) return [];
  return planSteps(1 + random.below(4), () => {
    const node = random.pick(nodes) as number;
    const atMs = 5000 + random.below(faultPhaseMs - 5000);
    const [other, strength] = [random.below(100), random.below(1000) / 1000];
    return [{ atMs, does: { what: 'bit rot', node, other, forMs: 0, strength } }];
  });
}

/** The bucket is away from time to time. */
function planOutages(random: SeededRandom): Step[] {
  if (random.chance(0.5)) return [];
  const what = 'bucket away';
  const [least, most] = bucketWindows[what];
  return planSteps(least + random.below(most - least + 1), () => {
    const lasts = { forMs: 200 + random.below(15_000), strength: random.below(1000) / 1000 };
    const atMs = random.below(faultPhaseMs);
    return [{ atMs, does: { what, node: random.below(100), other: 0, ...lasts } }];
  });
}
