import { checkFootprints, checkRest, describeUnrest, isAtRest } from './check-rest.ts';
import { createSimNode } from './create-sim-node.ts';
import { createWorld, type RunOptions } from './create-world.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { Failure } from './ledger.ts';
import { runClientStep } from './run-client-step.ts';
import { runFaultStep } from './run-fault-step.ts';
import { runOperatorStep } from './run-operator-step.ts';
import { faultPhaseMs, type Step } from './step.ts';
import { findPath } from './stored-files.ts';
import type { World } from './world.ts';

/** What came of a run. */
export interface Outcome {
  readonly failures: readonly Failure[];
  /** Equal for equal runs, on any machine and any version of Node. */
  readonly fingerprint: string;
  readonly faults: ReadonlyMap<FaultKind, number>;
  readonly branches: ReadonlyMap<string, number>;
  /** Names of the faults that happened at an occasion. */
  readonly fired: readonly string[];
  readonly events: number;
  readonly virtualMs: number;
}

/**
 * After the faults have stopped, all must be at rest within this time (I5): half a minute until a
 * silent request is given up, one until a silent sender is, and then the longest wait there is.
 */
const restMs = 150_000;
/** At rest nothing is sent any more for as long as this. */
const silenceMs = 90_000;

/** Runs a plan to its end, or to the first broken promise. */
export async function runSeed(options: RunOptions): Promise<Outcome> {
  const world = createWorld(options);
  const { scheduler, ledger, nodes, plan } = world;
  for (const [id, peers] of Object.entries(plan.peers))
    nodes.set(id, createSimNode(world, id, peers));
  for (const node of nodes.values()) node.start();
  for (const step of plan.steps)
    scheduler.after(step.atMs, () => void world.whileBusy(runStep(world, step)));
  try {
    await runToRest(world);
  } catch (error) {
    ledger.fail('I6', String(error instanceof Error ? error.stack : error));
  }
  const { faults } = world;
  return {
    failures: ledger.failures,
    fingerprint: world.fingerprint.hex,
    faults: faults.counts,
    branches: world.branches,
    fired: faults.fired,
    events: scheduler.eventCount,
    virtualMs: scheduler.nowMs,
  };
}

async function runStep(world: World, { does }: Step): Promise<void> {
  if ('forMs' in does) await runFaultStep(world, does);
  else if (isOperators(does)) await runOperatorStep(world, does);
  else await runClientStep(world, does);
}

function isOperators(does: Step['does']): does is Parameters<typeof runOperatorStep>[1] {
  return ['restart', 'drop a peer', 'take a peer back', 'add a node'].includes(does.what);
}

async function runToRest(world: World): Promise<void> {
  const { scheduler, ledger, nodes } = world;
  const check = (): boolean => {
    ledger.checkLengths();
    return ledger.failures.length > 0;
  };
  await scheduler.run(faultPhaseMs, check);
  if (check()) return;
  heal(world);
  await scheduler.run(scheduler.nowMs + restMs, () => check() || isAtRest(world));
  if (!isAtRest(world)) ledger.fail('I5', `no rest: ${describeUnrest(world)}`);
  if (check()) return;
  checkRest(world);
  const { letterCount } = ledger;
  await scheduler.run(scheduler.nowMs + silenceMs, check);
  if (check()) return;
  if (ledger.letterCount > letterCount) return ledger.fail('I6', 'nodes at rest go on talking');
  checkFootprints(world);
  // What a node acknowledged must be on its own disk, whatever the others could give it back.
  for (const node of nodes.values()) node.die('power cut', 'at the end');
  await scheduler.run(scheduler.nowMs + restMs, () => check() || isAtRest(world));
  if (!isAtRest(world)) ledger.fail('I5', `no rest after the end: ${describeUnrest(world)}`);
  if (!check()) checkRest(world);
}

/** No more faults: what was broken is whole again, and read-only nodes are started anew. */
function heal({ faults, network, nodes, ledger, tell }: World): void {
  tell('!', 'the faults stop');
  faults.isOpen = false;
  network.heal();
  for (const node of nodes.values()) {
    node.failingDisks.clear();
    node.storageDisk.capacityBytes = Infinity;
    node.queueDisk.capacityBytes = Infinity;
    const { rotten } = ledger.book(node);
    for (const name of rotten.keys()) {
      const content = ledger.contentOf(name);
      const path = findPath(node, name);
      if (content !== undefined && path !== undefined) node.storageDisk.write(path, content);
    }
    rotten.clear();
    if (node.ctx?.health.readOnlyReason !== undefined) node.die('kill', 'to be started anew');
  }
}
