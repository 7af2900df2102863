import { checkMovedBytes } from './check-bounds.ts';
import {
  areAlike,
  checkFootprints,
  checkRest,
  describeUnrest,
  isAtRest,
  nothingPending,
  visibleNames,
} from './check-rest.ts';
import { checkServed, saysProblem } from './check-served.ts';
import { heal } from './heal.ts';
import { mend } from './mend.ts';
import { runClientStep } from './run-client-step.ts';
import { faultPhaseMs } from './step.ts';
import type { World } from './world.ts';

/**
 * After the faults have stopped, all must be at rest within this time (I5): half a minute until a
 * silent request is given up, one until a silent sender is, and then the longest wait there is.
 */
const restMs = 150_000;
/** So long after the rest nodes may find a removed peer under another URL: when they save next. */
const savingMs = 3000;
/** At rest nothing is sent any more for as long as this. */
const silenceMs = 90_000;
/** From here on there are files that no scenario sends. */
const unusedNumber = 1000;
/** Every node has started again within this time once the faults have stopped. */
const startMs = 2000;
/** For so long an operator does not see what is wrong. */
const unmendedMs = 100_000;

/** Lets all that was planned happen, and then all come to rest, or stops at the first failure. */
export async function runToRest(world: World): Promise<void> {
  const { scheduler, oracle, nodes } = world;
  const check = (): boolean => {
    oracle.checkLengths();
    return oracle.failures.length > 0;
  };
  const untilRest = async (): Promise<void> => {
    await scheduler.run(scheduler.nowMs + restMs, () => check() || isAtRest(world));
    if (!isAtRest(world)) oracle.fail('I5', `no rest: ${describeUnrest(world)}`);
  };
  await scheduler.run(faultPhaseMs, check);
  if (check()) return;
  heal(world);
  if (world.plan.mendsLate) await leaveUnmended(world, check);
  if (check()) return;
  void world.whileBusy(mend(world));
  await untilRest();
  if (check()) return;
  await scheduler.run(scheduler.nowMs + savingMs, check);
  await untilRest();
  if (check()) return;
  checkRest(world);
  await whileTimePasses(world, checkServed(world, visibleNames));
  const { messageCount } = oracle;
  await scheduler.run(scheduler.nowMs + silenceMs, check);
  if (check()) return;
  if (oracle.messageCount > messageCount) return oracle.fail('I6', 'nodes at rest go on talking');
  checkFootprints(world);
  checkMovedBytes(world);
  // What a node acknowledged must be on its own disk, whatever the others could give it back.
  for (const node of nodes.values()) node.die('power cut', 'at the end');
  await untilRest();
  if (!check()) checkRest(world);
}

/**
 * A problem must show in the status: where nothing is pending and no problem is reported, all nodes
 * have the same files.
 */
async function leaveUnmended(world: World, check: () => boolean): Promise<void> {
  const { scheduler, oracle, nodes, tell } = world;
  tell('!', 'what is wrong stays so for a while');
  // A sender that was silent for an hour, as after a jump of the clock, need not be reported.
  await scheduler.run(scheduler.nowMs + startMs, check);
  for (const at of [...nodes.keys()].keys()) void world.whileBusy(useOnce(world, at));
  await scheduler.run(scheduler.nowMs + unmendedMs, check);
  const all = [...nodes.values()];
  if (check() || all.some(({ phase }) => phase !== 'up') || !nothingPending(world)) return;
  if (areAlike(world)) return;
  const said = await whileTimePasses(world, Promise.all(all.map(saysProblem)));
  if (said.includes(true)) return world.reach('a problem is reported where nothing is pending');
  oracle.fail('I7', 'nothing is pending, no node reports a problem, and the nodes differ');
  checkRest(world);
}

/** A client sends each node a file that is nowhere yet. */
async function useOnce(world: World, node: number): Promise<void> {
  await runClientStep(world, { what: 'upload one of many', node, number: unusedNumber + node });
}

/** Waits for what takes virtual time. */
async function whileTimePasses<Result>(world: World, work: Promise<Result>): Promise<Result> {
  let isDone = false;
  const result = work.finally(() => {
    isDone = true;
  });
  result.catch(() => undefined);
  await world.scheduler.run(Infinity, () => isDone);
  return await result;
}
