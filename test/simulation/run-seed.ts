import { startAudit } from './audit.ts';
import { createSimNode } from './create-sim-node.ts';
import { createWorld, type RunOptions } from './create-world.ts';
import type { FaultKind } from './fault-kinds.ts';
import { noteScenario } from './note-scenario.ts';
import type { Failure } from './oracle.ts';
import { runStep } from './run-step.ts';
import { runToRest } from './run-to-rest.ts';
import type { ScenarioKind } from './scenario-kinds.ts';

/** What came of a run. */
export interface Outcome {
  readonly failures: readonly Failure[];
  /** Equal for equal runs, on any machine and any version of Node. */
  readonly fingerprint: string;
  readonly faults: ReadonlyMap<FaultKind | ScenarioKind, number>;
  readonly branches: ReadonlyMap<string, number>;
  /** Names of the faults that happened at an occasion. */
  readonly fired: readonly string[];
  readonly events: number;
  readonly virtualMs: number;
}

/** Runs a plan to its end, or to the first broken promise. */
export async function runSeed(options: RunOptions): Promise<Outcome> {
  const world = createWorld(options);
  const { scheduler, oracle, nodes, plan } = world;
  for (const [id, peers] of Object.entries(plan.peers))
    nodes.set(id, createSimNode(world, id, peers));
  for (const id of plan.bucket?.on ?? []) nodes.set(id, createSimNode(world, id, []));
  for (const node of nodes.values()) node.start();
  noteScenario(world);
  startAudit(world);
  for (const step of plan.steps)
    scheduler.after(step.atMs, () => void world.whileBusy(runStep(world, step)));
  try {
    await runToRest(world);
  } catch (error) {
    oracle.fail('I6', String(error instanceof Error ? error.stack : error));
  }
  const { faults } = world;
  return {
    failures: oracle.failures,
    fingerprint: world.fingerprint.hex,
    faults: faults.counts,
    branches: world.branches,
    fired: faults.fired,
    events: scheduler.eventCount,
    virtualMs: scheduler.nowMs,
  };
}
