import type { MemoryLimits } from '../../lib/limits/memory-limits.ts';
import type { ReadThroughLimits } from '../../lib/limits/read-through-limits.ts';
import { createSeededRandom, type SeededRandom } from '../support/node/seeded-random.ts';
import { type BatchVersions, drawBatchVersions } from './batch-versions.ts';
import { drawRates } from './draw-rates.ts';
import { drawScenario } from './draw-scenario.ts';
import { type OccasionFault, occasions, windowFaults, windows } from './fault-kinds.ts';
import { planClientSteps } from './plan-client-steps.ts';
import type { Scenario } from './scenario.ts';
import { type ScenarioKind, scenarioKinds } from './scenario-kinds.ts';
import { faultPhaseMs, type Step } from './step.ts';

/** Everything that a seed decides before the run begins. */
export interface Plan extends Scenario {
  readonly seed: number;
  /** The nodes, and which hosts each of them has as peers at first. */
  readonly peers: Readonly<Record<string, readonly string[]>>;
  /** The node that responds as the Python version does, if there is one: without an id. */
  readonly legacy: string | undefined;
  readonly concurrency: number;
  readonly batches: BatchVersions;
  readonly segmentBytes: number;
  /** In every other run so few are remembered, and deferred, that limits are met. */
  readonly windows: Partial<MemoryLimits>;
  readonly hasLargeBody: boolean;
  /** How often nodes ask idle peers whether they are there: as the program does in some runs only. */
  readonly probeIntervalMs: number;
  /** In some runs so few files are read from peers that limits are met. */
  readonly reads: Partial<ReadThroughLimits>;
  /** From this size on transfers between nodes are resumed. */
  readonly resumableFromBytes: number;
  /** By how much the clock of each node is ahead at first, in milliseconds. */
  readonly skewsMs: Readonly<Record<string, number>>;
  /** What a power cut leaves of what was not synced. */
  readonly spared: 'nothing' | 'the first changes' | 'any changes';
  /** How often a fault happens at an occasion; those missing never do. */
  readonly rates: ReadonlyMap<OccasionFault, number>;
  /** In order of time. */
  readonly steps: readonly Step[];
}

const smallWindows: MemoryLimits = {
  rememberedCopies: 3,
  rememberedDirectories: 2,
  batchRecords: 3,
  maxDeferred: 20,
  maxWaiting: 3,
};
/** All that is longer is passed on while it comes. */
const smallReads: Partial<ReadThroughLimits> = {
  maxQuestions: 2,
  maxFetches: 1,
  maxRelays: 1,
  wholeBytes: 1000,
  bufferedBytes: 2000,
  rememberedMisses: 3,
  missBurst: 10,
};
const names = ['a', 'b', 'c', 'd', 'e'];

/** Draws a run, with the scenarios that are switched on. */
export function drawPlan(seed: number, scenarios: readonly ScenarioKind[] = scenarioKinds): Plan {
  return drawScenario(drawFaultyRun(seed), scenarios);
}

/**
 * Draws what is the same in all scenarios. Every kind of fault is left out of half of the runs, so
 * that others come through.
 */
function drawFaultyRun(seed: number): Plan {
  const random = createSeededRandom(Math.imul(seed, 0x9e3779b1) ^ 0x5eed);
  const ids = names.slice(0, 2 + random.below(random.chance(0.3) ? 4 : 2));
  const isLine = random.chance(0.25);
  const hasSkew = random.chance(0.5);
  const skewOf = (): number => (hasSkew ? random.below(7_200_000) - 3_600_000 : 0);
  const peers = Object.fromEntries(ids.map((id, at) => [id, peersOf(ids, at, isLine)]));
  return {
    seed,
    ...noScenario,
    realPeers: peers,
    peers,
    legacy: random.chance(0.15) ? random.pick(ids) : undefined,
    concurrency: random.pick([1, 2, 4, 16]) as number,
    batches: drawBatchVersions(seed),
    segmentBytes: 200 + random.below(3000),
    windows: seed % 2 === 0 ? smallWindows : {},
    probeIntervalMs: seed % 4 === 0 ? 7000 : 25_000,
    reads: seed % 3 === 0 ? smallReads : {},
    hasLargeBody: random.chance(0.1),
    resumableFromBytes: seed % 4 === 0 ? Infinity : 100,
    skewsMs: Object.fromEntries(ids.map((id) => [id, skewOf()])),
    spared: random.pick(['nothing', 'the first changes', 'any changes'] as const) as 'nothing',
    rates: drawRates(random, occasions),
    steps: [
      ...planClientSteps(random),
      ...planOperatorSteps(random, isLine),
      ...planFaultSteps(random),
    ].sort((one, other) => one.atMs - other.atMs),
  };
}

const noScenario: Omit<Scenario, 'realPeers'> = {
  situation: undefined,
  mendsLate: false,
  cloneOf: {},
  windows: undefined,
  linkCut: undefined,
  smallDisk: undefined,
  bucket: undefined,
  partialUploads: undefined,
};

function peersOf(ids: readonly string[], at: number, isLine: boolean): string[] {
  return ids.filter((_, other) => (isLine ? Math.abs(other - at) === 1 : other !== at));
}

/** In a line every link is needed, so none is taken away. */
function planOperatorSteps(random: SeededRandom, isLine: boolean): Step[] {
  const kinds = isLine
    ? (['restart'] as const)
    : (['restart', 'restart', 'drop a peer', 'take a peer back'] as const);
  const count = random.chance(0.5) ? 0 : 1 + random.below(5);
  const steps = Array.from({ length: count }, (): Step => {
    const what = random.pick<(typeof kinds)[number]>(kinds) as (typeof kinds)[number];
    const [node, other] = [random.below(100), random.below(100)];
    return { atMs: random.below(faultPhaseMs), does: { what, node, other } };
  });
  const joins = !isLine && random.chance(0.1);
  if (joins) steps.push({ atMs: random.below(faultPhaseMs), does: { what: 'add a node' } });
  return steps;
}

function planFaultSteps(random: SeededRandom): Step[] {
  const drawn = windowFaults.filter(() => random.chance(0.4));
  return drawn.flatMap((what) => {
    const [least, most] = windows[what];
    return Array.from({ length: least + random.below(most - least + 1) }, (): Step => {
      const [node, other] = [random.below(100), random.below(100)];
      const forMs = 200 + random.below(random.chance(0.2) ? 20_000 : 5000);
      const strength = random.below(1000) / 1000;
      return { atMs: random.below(faultPhaseMs), does: { what, node, other, forMs, strength } };
    });
  });
}
