import { saysProblem } from './ask-node.ts';
import { checkLeftOvers, forgetCorrupt, letDaysPass, listBucketAgain } from './bucket-rest.ts';
import { checkMovedBytes } from './check-bounds.ts';
import { areCounted, checkInventories } from './check-inventory.ts';
import { checkAbsence, checkReadAfterWrite, uploadForLater } from './check-read-through.ts';
import {
  areAlike,
  checkFootprints,
  checkRest,
  describeUnrest,
  isAtRest,
  nothingPending,
  visibleNames,
} from './check-rest.ts';
import { checkServed } from './check-served.ts';
import { watchSilence } from './check-silence.ts';
import { checkDigests, describeSync, isInSync } from './check-sync.ts';
import { checkUploads } from './check-uploads.ts';
import { growSmallDisks, heal } from './heal.ts';
import { mend } from './mend.ts';
import { runClientStep } from './run-client-step.ts';
import { faultPhaseMs } from './step.ts';
import type { World } from './world.ts';

/**
 * After the faults have stopped, all must be at rest within this time (I5): half a minute until a
 * silent request is given up, one until a silent sender is, and then the longest wait there is.
 */
const restMs = 150_000;
/** After that all nodes are known to hold the same within this time. */
const syncMs = 200_000;
/** The files of every node are counted within this time after that. */
const countMs = 30_000;
/** So long after the rest nodes may find a removed peer under another URL: when they save next. */
const savingMs = 3000;
/** How often the nodes are asked whether all is done. */
const pollMs = 100;
/** At rest nothing is sent for as long as this but what `watchSilence` allows. */
const silenceMs = 65_000;
/** From here on there are files that no scenario sends. */
const unusedNumber = 1000;
/** Every node has started again within this time once the faults have stopped. */
const startMs = 2000;
/** For so long an operator does not see what is wrong. */
const unmendedMs = 100_000;

/** Lets all that was planned happen, and then all come to rest, or stops at the first failure. */
export async function runToRest(world: World): Promise<void> {
  const { scheduler, nodes, plan } = world;
  await scheduler.run(faultPhaseMs, () => hasFailed(world));
  if (hasFailed(world)) return;
  heal(world);
  if (plan.mendsLate) await leaveUnmended(world);
  if (hasFailed(world)) return;
  void world.whileBusy(mend(world));
  if (world.bucket !== undefined) await whileTimePasses(world, forgetCorrupt(world));
  await waitForRest(world);
  if (world.bucket !== undefined) await whileTimePasses(world, listBucketAgain(world));
  await scheduler.run(scheduler.nowMs + savingMs, () => hasFailed(world));
  await waitForRest(world);
  await checkAtRest(world);
  if (hasFailed(world)) return;
  await checkSilence(world);
  letDaysPass(world);
  await whileTimePasses(world, checkUploads(world));
  // What a node acknowledged must be on its own disk, whatever the others could give it back.
  for (const node of nodes.values()) node.die('power cut', 'at the end');
  await waitForRest(world);
  await checkAtRest(world);
  if (hasFailed(world)) return;
  checkLeftOvers(world);
  await whileTimePasses(world, checkUploads(world));
}

function hasFailed({ oracle }: World): boolean {
  oracle.checkLengths();
  return oracle.failures.length > 0;
}

async function waitForRest(world: World): Promise<void> {
  await waitUntil(world, restMs, () => {
    growSmallDisks(world);
    return isAtRest(world);
  });
  if (hasFailed(world) || isAtRest(world)) return;
  world.oracle.fail('I5', `no rest: ${describeUnrest(world)}`);
}

/**
 * Waits until nobody will ask again what a peer wants: a comparison may have met an upload that was
 * on its way.
 */
async function waitForAnswers(world: World): Promise<void> {
  const { nodes, oracle } = world;
  const willAsk = (): boolean =>
    [...nodes.values()].some((node) => oracle.book(node).willAskAgain());
  await waitUntil(world, syncMs, () => !willAsk());
  if (!hasFailed(world) && willAsk())
    oracle.fail('I6', 'nodes at rest go on asking what a peer wants');
}

/** Waits until all nodes know that they hold the same, and checks that they do. */
async function checkAtRest(world: World): Promise<void> {
  const isDone = (): boolean => isAtRest(world) && isInSync(world);
  await waitUntil(world, syncMs, isDone);
  if (hasFailed(world)) return;
  if (!isDone()) return world.oracle.fail('I5', `not in sync: ${describeSync(world)}`);
  checkRest(world);
  await waitUntil(world, countMs, () => areCounted(world));
  checkInventories(world);
  await whileTimePasses(world, checkDigests(world));
}

/** Checks what nodes at rest respond, what they send, and what they have open. */
async function checkSilence(world: World): Promise<void> {
  const { scheduler } = world;
  await whileTimePasses(world, checkServed(world, visibleNames));
  if (hasFailed(world)) return;
  await whileTimePasses(world, checkReadAfterWrite(world));
  await waitForRest(world);
  await whileTimePasses(world, checkAbsence(world));
  if (hasFailed(world)) return;
  const checkLater = world.bucket && (await whileTimePasses(world, uploadForLater(world)));
  await waitForAnswers(world);
  const checkMessages = watchSilence(world, silenceMs);
  await scheduler.run(scheduler.nowMs + silenceMs, () => hasFailed(world));
  checkMessages();
  checkFootprints(world);
  checkMovedBytes(world);
  if (checkLater !== undefined) await whileTimePasses(world, checkLater());
}

/**
 * A problem must show in the status: where nothing is pending and no problem is reported, all nodes
 * have the same files.
 */
async function leaveUnmended(world: World): Promise<void> {
  const { scheduler, oracle, nodes, tell } = world;
  tell('!', 'what is wrong stays so for a while');
  // A sender that was silent for an hour, as after a jump of the clock, need not be reported.
  await scheduler.run(scheduler.nowMs + startMs, () => hasFailed(world));
  for (const at of [...nodes.keys()].keys()) void world.whileBusy(useOnce(world, at));
  await scheduler.run(scheduler.nowMs + unmendedMs, () => hasFailed(world));
  const all = [...nodes.values()];
  if (hasFailed(world) || all.some(({ phase }) => phase !== 'up') || !nothingPending(world)) return;
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

/** Lets time pass until something is so or has failed; it is asked in intervals. */
async function waitUntil(world: World, mostMs: number, isDone: () => boolean): Promise<void> {
  const { scheduler } = world;
  let nextMs = 0;
  await scheduler.run(scheduler.nowMs + mostMs, () => {
    if (hasFailed(world)) return true;
    if (scheduler.nowMs < nextMs) return false;
    nextMs = scheduler.nowMs + pollMs;
    return isDone();
  });
}
