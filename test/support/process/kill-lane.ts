import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { sha1 } from '../disk/disk-view.ts';
import { createSeededRandom, type SeededRandom } from '../node/seeded-random.ts';
import { createKillClient, type KillClient } from './kill-client.ts';
import { type Attempt, createKillLedger, type KillLedger } from './kill-ledger.ts';
import { type KillPhase, phasesOf } from './kill-phases.ts';
import { mainPath, type NodeProcess, nodeArguments, startProcess } from './start-process.ts';

/** More steps than a round has: a kill at one of the last finds the node idle. */
const mostSteps = 130;
const largeChunkBytes = 64 * 1024;
const mostLargeChunks = 40;
const clients = 5;

/** Where one node is killed, and how often. */
export interface KillLane {
  readonly seed: number;
  readonly kills: number;
  readonly directory: string;
  /** The command that runs the program's file; Node.js by default. */
  readonly engine?: readonly string[];
}

/**
 * Kills one node over and over, on the same directories, and checks after every start that it kept
 * its promises. Moments are chosen by progress: chunks sent, responses received, changes seen on
 * the disk.
 */
export async function runKillLane(
  lane: KillLane,
  count: (phase: KillPhase) => void,
): Promise<KillLedger> {
  const { seed, kills, directory } = lane;
  const random = createSeededRandom(seed);
  const ledger = createKillLedger();
  let inFlight: readonly Attempt[] = [];
  let uploads = 0;

  const newName = (): string => {
    uploads += 1;
    const place = random.pick(['', '', 'a/', 'a/b/']);
    return `${place}${seed}-${uploads}${random.pick(['', '.txt', '.tar.gz'])}`;
  };

  for (let kill = 0; kill < kills; kill += 1) {
    if (random.chance(0.1) && (await killDuringStart(lane, random))) {
      count('during the start');
      ledger.checkFilesAreWhole(join(directory, 'storage'));
      continue;
    }
    await withNode(lane, async (node) => {
      await ledger.settle(node, inFlight);
      const touched = inFlight.flatMap(({ pattern }) => namesOf(ledger, pattern));
      const older = random.shuffle([...ledger.live, ...ledger.deleted]).slice(0, 8);
      await ledger.checkServed(node, new Set([...touched, ...older]));
      const plan = (client: KillClient) => planRound(client, ledger, random, newName);
      inFlight = await workAndKill(node, plan, { ledger, random });
    });
    for (const phase of phasesOf(inFlight)) count(phase);
    ledger.checkFilesAreWhole(join(directory, 'storage'));
  }

  await withNode(lane, async (node) => {
    await ledger.settle(node, inFlight);
    await ledger.checkServed(node, [...ledger.live, ...ledger.deleted]);
  });
  return ledger;
}

/** A failed check leaves no process behind. */
async function withNode(
  { directory, engine }: KillLane,
  use: (node: NodeProcess) => Promise<void>,
): Promise<void> {
  const node = await startProcess(directory, [], engine === undefined ? {} : { engine });
  try {
    await use(node);
  } finally {
    await node.stop('SIGKILL');
  }
}

/**
 * Lets the clients work until the chosen step, kills the node there, and returns what had no response.
 */
async function workAndKill(
  node: NodeProcess,
  plan: (client: KillClient) => Array<() => Promise<void>>,
  { ledger, random }: { ledger: KillLedger; random: SeededRandom },
): Promise<readonly Attempt[]> {
  const killAtStep = random.below(mostSteps);
  let steps = 0;
  let outstanding: readonly Attempt[] | undefined;

  const kill = (): void => {
    if (outstanding !== undefined) return;
    node.child.kill('SIGKILL');
    outstanding = client.attempts.filter(({ responded }) => !responded).map((now) => ({ ...now }));
  };
  const step = (): void => {
    steps += 1;
    if (steps >= killAtStep) kill();
  };
  const client = createKillClient(node.url, ledger, step);
  const watchers = watchDisk(node, step);
  const work = plan(client);
  const takeTurns = async (): Promise<void> => {
    for (let next = work.pop(); next && outstanding === undefined; next = work.pop()) await next();
  };
  await Promise.all(Array.from({ length: clients }, takeTurns));
  kill();
  await node.stop();
  for (const watcher of watchers) watcher.close();
  return outstanding ?? [];
}

/** One round of work, in a random order; no name is both deleted and sent. */
function planRound(
  client: KillClient,
  ledger: KillLedger,
  random: SeededRandom,
  newName: () => string,
): Array<() => Promise<void>> {
  const work: Array<() => Promise<void>> = [];
  for (let upload = 3 + random.below(4); upload > 0; upload -= 1) {
    const name = newName();
    const body = random.bytes(random.below(8192));
    const pieces = cut(body, random);
    work.push(() => client.upload(name, pieces));
    if (random.chance(0.2)) work.push(() => client.upload(name, pieces));
    const replica = stamp(newName(), random.below(1e9), sha1(body));
    if (random.chance(0.2)) work.push(() => client.replicate(replica, body));
  }
  const large = newName();
  const largeBody = Array.from({ length: 1 + random.below(mostLargeChunks) }, () =>
    random.bytes(largeChunkBytes),
  );
  if (random.chance(0.7)) work.push(() => client.upload(large, largeBody));
  const names = random.shuffle([...ledger.live]).slice(0, 2 + random.below(3));
  const [read, ...deleted] = names;
  if (read !== undefined) work.push(() => client.read(read));
  for (const name of deleted) work.push(() => client.delete(name));
  const unknown = stamp(newName(), 1, sha1(random.bytes(8)));
  work.push(() => client.delete(unknown));
  return random.shuffle(work);
}

/** A body in up to four chunks, the first of them empty at times. */
function cut(body: Buffer, random: SeededRandom): Buffer[] {
  const cuts = Array.from({ length: random.below(4) }, () => random.below(body.length + 1));
  const edges = [0, ...cuts.sort((one, other) => one - other), body.length];
  return edges.slice(1).map((end, index) => body.subarray(edges[index], end));
}

function stamp(name: string, seconds: number, hash: string): string {
  return name.replace(/(\.\w+)?$/u, `_${seconds}_${hash}$1`);
}

/** Whether it was killed before it said that it listens. */
async function killDuringStart(
  { directory, engine = [process.execPath] }: KillLane,
  random: SeededRandom,
): Promise<boolean> {
  const queue = join(directory, 'queue');
  mkdirSync(join(queue, 'journal'), { recursive: true });
  const [command = '', ...rest] = [...engine, mainPath, ...nodeArguments(directory)];
  const child = spawn(command, rest);
  let listens = false;
  let steps = random.below(16);
  const step = (): void => {
    steps -= 1;
    if (steps < 0) child.kill('SIGKILL');
  };
  const watchers = [watch(queue, step), watch(join(queue, 'journal'), step)];
  child.stdout.once('data', () => {
    listens = true;
    child.kill('SIGKILL');
  });
  await once(child, 'exit');
  for (const watcher of watchers) watcher.close();
  return !listens;
}

function watchDisk({ storage, queue }: NodeProcess, step: () => void): FSWatcher[] {
  const staging = join(storage, '.cockatiel', 'staging');
  return [storage, staging, join(queue, 'journal')].map((directory) => watch(directory, step));
}

function namesOf(ledger: KillLedger, pattern: string): string[] {
  const isMatch = new RegExp(`^${pattern}$`, 'u');
  return [...ledger.live, ...ledger.deleted].filter((name) => isMatch.test(name));
}
