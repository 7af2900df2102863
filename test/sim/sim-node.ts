import { handle } from '../../handlers/router.ts';
import type { Context } from '../../lib/context.ts';
import { type NodeState, openNodeState } from '../../lib/open-node-state.ts';
import { type RunningCluster, runCluster } from '../../lib/run-cluster.ts';
import { createSha1 } from '../../runtime/sha1.ts';
import { createMemoryDisk, type MemoryDisk } from '../support/memory-disk.ts';
import { systemError } from '../support/memory-tree.ts';
import { createLifeTimers, retryInLife } from './life-timers.ts';
import { createPeerLinks, type PeerLinks } from './peer-links.ts';
import { type DiskName, drawPowerCut, troubleDisk } from './sim-disk.ts';
import { createSimLog } from './sim-log.ts';
import { watchContext } from './watch-context.ts';
import type { World } from './world.ts';

/** How a process ends that nobody stopped. */
export type Death = 'power cut' | 'kill' | 'start failed';

/** A machine with two disks, on which the real program runs, dies, and is started again. */
export interface SimNode {
  readonly id: string;
  readonly url: string;
  readonly nodeId: string;
  /** Whether it answers as the original program does: without its id. */
  readonly isOriginal: boolean;
  readonly storageDisk: MemoryDisk;
  readonly queueDisk: MemoryDisk;
  /** By how much its clock is ahead. */
  skewMs: number;
  /** The peers that it will have from its next start on. */
  readonly peers: Set<string>;
  /** The peers that it has had since its last start. */
  readonly runningPeers: ReadonlySet<string>;
  readonly failingDisks: Set<DiskName>;
  /** How many processes ran here before this one. */
  readonly life: number;
  readonly phase: 'down' | 'starting' | 'up' | 'stopping';
  /** Whether files were copied to its disk from outside. */
  isCopied: boolean;
  /** Disk calls that failed in this life. */
  diskFaults: number;
  /** What the running process is made of. */
  readonly ctx: Context | undefined;
  /** Requests that it is answering. */
  readonly inFlight: number;
  start(): void;
  die(how: Death, why: string): void;
  /** Stops the process in good order and starts it again; nothing unless it is up. */
  restart(): Promise<void>;
  /** Does something while the process lives; it rejects when that dies. */
  serve<Result>(work: (answer: Answer) => Promise<Result>): Promise<Result>;
  onDeath(listener: () => void): () => void;
  /** Calls back when the process closes all connections, because it was asked to stop. */
  onHangUp(listener: () => void): () => void;
  /** Settles as the promise does, unless the process dies before: then it never does. */
  inLife<Result>(promise: Promise<Result>): Promise<Result>;
}

type Answer = (request: Request) => Promise<Response>;

const startTimeMs = 1_700_000_000_000;
const graceMs = 30_000;

export function createSimNode(world: World, id: string, peers: readonly string[]): SimNode {
  const { dice, plan, scheduler, ledger } = world;
  let life = 0;
  let phase: SimNode['phase'] = 'down';
  let state: NodeState | undefined;
  let ctx: Context | undefined;
  let running: RunningCluster | undefined;
  let links: PeerLinks | undefined;
  let inFlight = 0;
  let runningPeers: ReadonlySet<string> = new Set();
  const deathListeners = new Set<() => void>();
  const hangUpListeners = new Set<() => void>();

  async function open(): Promise<void> {
    const mine = life;
    const config = { version: '0.0.0', publicUrl: '', maxSizeBytes: Infinity };
    const peerUrls = [...runningPeers].map((peer) => `http://${peer}`);
    try {
      const opened = await openNodeState({
        storage: node.storageDisk.mount(),
        queue: node.queueDisk.mount(),
        createSha1,
        createId: () => node.nodeId,
        clock: { nowMs: () => Math.floor(startTimeMs + scheduler.nowMs + node.skewMs) },
        log: createSimLog(world, node),
        claim: async () => undefined,
        config: { ...config, peerUrls },
        segmentBytes: plan.segmentBytes,
        reserveBytes: 1024,
      });
      if (life === mine) serveFrom(opened);
    } catch (error) {
      if (life === mine) failToStart(error);
    }
  }

  function failToStart(error: unknown): void {
    const isSick = node.diskFaults > 0 || node.queueDisk.capacityBytes < Infinity;
    if (!isSick) ledger.fail('I5', `${id} does not start on sound disks: ${error}`);
    world.reach('a start fails and is tried again');
    node.die('start failed', String(error));
  }

  function serveFrom(opened: NodeState): void {
    phase = 'up';
    state = opened;
    ctx = watchContext(world, node, opened.ctx);
    world.tell(id, 'is up');
    ledger.started(node);
    links = createPeerLinks(world, node);
    const timers = createLifeTimers(world, node);
    running = runCluster({
      cluster: opened.cluster,
      ctx: watchContext(world, node, opened.ctx, 'sender'),
      connect: links.connect,
      concurrency: plan.concurrency,
      timers,
      retry: retryInLife(timers),
    });
    const { wake } = running;
    opened.onOperation(wake);
  }

  function endLife(): void {
    life += 1;
    phase = 'down';
    ctx = undefined;
    inFlight = 0;
    for (const listener of deathListeners) listener();
    deathListeners.clear();
  }

  function startLater(): void {
    const key = `${id} is started again`;
    const afterMs = world.faults.isOpen
      ? 20 + dice.below(dice.chance(0.2, key) ? 8000 : 500, key)
      : 20;
    scheduler.after(afterMs, () => node.start());
  }

  async function stop(): Promise<void> {
    const stopped = running?.stop();
    links?.close();
    await stopped;
    await state?.close();
  }

  const node: SimNode = {
    id,
    url: `http://${id}`,
    nodeId: id.charCodeAt(0).toString(16).padStart(16, '0'),
    isOriginal: plan.original === id,
    storageDisk: createMemoryDisk(),
    queueDisk: createMemoryDisk(),
    skewMs: plan.skewsMs[id] ?? 0,
    peers: new Set(peers),
    failingDisks: new Set(),
    isCopied: false,
    diskFaults: 0,
    get runningPeers() {
      return runningPeers;
    },
    get life() {
      return life;
    },
    get phase() {
      return phase;
    },
    get ctx() {
      return ctx;
    },
    get inFlight() {
      return inFlight;
    },
    start() {
      if (phase !== 'down') return;
      phase = 'starting';
      node.diskFaults = 0;
      runningPeers = new Set(node.peers);
      world.tell(id, 'starts');
      ledger.starting(node);
      void open();
    },
    die(how, why) {
      world.tell(id, `${how} ${why}`);
      const cut = drawPowerCut(world, node);
      endLife();
      for (const disk of [node.storageDisk, node.queueDisk]) {
        if (how === 'power cut') disk.crash(cut);
        else disk.kill();
      }
      startLater();
    },
    async restart() {
      if (phase !== 'up') return;
      phase = 'stopping';
      world.tell(id, 'is asked to stop');
      const mine = life;
      scheduler.after(graceMs, () => {
        if (life === mine) for (const listener of hangUpListeners) listener();
      });
      while (inFlight > 0 && life === mine) await scheduler.sleep(20);
      if (life !== mine) return;
      await untilDeath(stop()).catch(
        (error: unknown) => void world.tell(id, `stops badly: ${error}`),
      );
      if (life !== mine) return;
      world.tell(id, 'stopped');
      ledger.stopped(node);
      endLife();
      for (const disk of [node.storageDisk, node.queueDisk]) disk.kill();
      startLater();
    },
    async serve(work) {
      if (phase !== 'up' || ctx === undefined) throw systemError('ECONNREFUSED', id);
      const mine = life;
      const current = ctx;
      inFlight += 1;
      try {
        return await untilDeath(work((request) => handle(request, current)));
      } finally {
        if (life === mine) inFlight -= 1;
      }
    },
    onDeath(listener) {
      deathListeners.add(listener);
      return () => void deathListeners.delete(listener);
    },
    onHangUp(listener) {
      hangUpListeners.add(listener);
      return () => void hangUpListeners.delete(listener);
    },
    inLife(promise) {
      const mine = life;
      return new Promise((resolve, reject) => {
        promise.then(
          (value) => life === mine && resolve(value),
          (error: unknown) => life === mine && reject(error),
        );
      });
    },
  };

  function untilDeath<Result>(promise: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const off = node.onDeath(() => reject(systemError('ECONNRESET', id)));
      promise.then(resolve, reject).finally(off);
    });
  }

  troubleDisk(world, node, 'storage', node.storageDisk);
  troubleDisk(world, node, 'queue', node.queueDisk);
  return node;
}
