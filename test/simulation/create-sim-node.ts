import { UnusableStoreError } from '../../lib/object-store/probe-store.ts';
import { createMemoryDisk } from '../support/disk/memory-disk.ts';
import { systemError } from '../support/disk/memory-tree.ts';
import { applicationOf } from './batch-versions.ts';
import { remembersStorage } from './disk-copy.ts';
import { createListeners } from './listeners.ts';
import { nodeIdOf } from './node-id-of.ts';
import { drawPowerCut, troubleDisk } from './sim-disk.ts';
import type { Ending, SimNode } from './sim-node.ts';
import { openSimProcess, type SimProcess } from './sim-process.ts';
import { createStorageMount, type StorageMount } from './storage-mount.ts';
import { createUnseenChanges } from './unseen-changes.ts';
import type { World } from './world.ts';

/** A process that is asked to stop closes all connections after so long. */
const graceMs = 30_000;

/** Creates a machine on which nothing runs yet. */
export function createSimNode(world: World, id: string, peers: readonly string[]): SimNode {
  const { prng, faults, oracle, plan, scheduler } = world;
  let incarnation = 0;
  let phase: SimNode['phase'] = 'down';
  let process: SimProcess | undefined;
  let inFlight = 0;
  let hasServed = false;
  let runningPeers: ReadonlySet<string> = new Set();
  const deaths = createListeners<[how: Ending]>();
  const hangUps = createListeners();

  async function open(): Promise<void> {
    const mine = incarnation;
    try {
      const opened = await openSimProcess(world, node);
      if (incarnation === mine) begin(opened);
    } catch (error) {
      if (incarnation === mine) failToStart(error);
    }
  }

  function begin(opened: SimProcess): void {
    process = opened;
    phase = 'up';
    hasServed = true;
    node.acceptsNewStorage &&= !remembersStorage(node);
    world.tell(id, 'is up');
    oracle.started(node);
    opened.run();
  }

  function failToStart(error: unknown): void {
    if (error instanceof UnusableStoreError)
      world.reach('a node does not start without its bucket');
    const isSound = node.diskFaults === 0 && node.queueDisk.capacityBytes === Infinity;
    if (node.storageMount.isMissing) world.reach('a node refuses to start without its storage');
    else if (isSound) {
      oracle.fail('I5', `${id} does not start on intact disks: ${error}`);
    }
    world.reach('a start fails and is tried again');
    node.die('start failed', String(error));
  }

  function endIncarnation(how: Ending): void {
    incarnation += 1;
    node.diskVersion += 1;
    phase = 'down';
    process = undefined;
    inFlight = 0;
    hangUps.clear();
    deaths.callAll(how);
    deaths.clear();
    const key = `${id} is started again`;
    const longestMs = prng.chance(0.2, key) ? 8000 : 500;
    const afterMs = faults.isOpen ? 20 + prng.below(longestMs, key) : 20;
    scheduler.after(afterMs, () => node.start());
  }

  function untilDeath<Result>(promise: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const off = node.onDeath(() => reject(systemError('ECONNRESET', id)));
      promise.then(resolve, reject).finally(off);
    });
  }

  async function finishRequests(mine: number): Promise<void> {
    scheduler.after(graceMs, () => {
      if (incarnation === mine) hangUps.callAll();
    });
    while (inFlight > 0 && incarnation === mine) await scheduler.sleep(20);
  }

  async function stopProcess(): Promise<void> {
    try {
      await untilDeath((process as SimProcess).stop());
    } catch (error) {
      world.tell(id, `stops badly: ${error}`);
    }
  }

  const node: SimNode = {
    id,
    nodeId: nodeIdOf(plan.cloneOf[id] ?? id),
    isLegacy: plan.legacy === id,
    bucket: plan.bucket?.on.includes(id) === true ? world.bucket : undefined,
    storageDisk: createMemoryDisk(),
    get storageMount() {
      return storageMount;
    },
    queueDisk: createMemoryDisk(),
    skewMs: plan.skewsMs[id] ?? 0,
    peers: new Set(peers),
    failingDisks: new Set(),
    unseen: createUnseenChanges(() => node),
    diskFaults: 0,
    everFailed: 0,
    hasCopiedId: plan.cloneOf[id] !== undefined,
    acceptsNewStorage: false,
    diskVersion: 0,
    get hasServed() {
      return hasServed;
    },
    get runningPeers() {
      return runningPeers;
    },
    get incarnation() {
      return incarnation;
    },
    get phase() {
      return phase;
    },
    get ctx() {
      return process?.ctx;
    },
    get behind() {
      return process?.behind;
    },
    get inFlight() {
      return inFlight;
    },
    start() {
      if (phase !== 'down') return;
      phase = 'starting';
      node.diskFaults = storageMount.isMissing ? 1 : 0;
      runningPeers = new Set(node.peers);
      world.tell(id, 'starts');
      oracle.starting(node);
      void open();
    },
    die(how, why) {
      world.tell(id, `${how} ${why}`);
      node.storageMount.end(how);
      if (how === 'power cut') node.queueDisk.crash(drawPowerCut(world, node));
      else node.queueDisk.kill();
      endIncarnation(how);
    },
    async restart() {
      if (phase !== 'up') return;
      phase = 'stopping';
      world.tell(id, 'is asked to stop');
      const mine = incarnation;
      await finishRequests(mine);
      if (incarnation === mine) await stopProcess();
      // The sync of a rejected body continues beside the response.
      if (incarnation === mine && node.storageDisk.openFileCount > 0) await scheduler.sleep(20);
      if (incarnation !== mine) return;
      world.tell(id, 'stopped');
      oracle.stopped(node);
      node.storageMount.end('stop');
      node.queueDisk.kill();
      endIncarnation('stop');
    },
    async serve(work) {
      const ctx = process?.ctx;
      if (phase !== 'up' || ctx === undefined) throw systemError('ECONNREFUSED', id);
      const mine = incarnation;
      const application = applicationOf(world, node);
      inFlight += 1;
      try {
        return await untilDeath(work((request) => application.handle(request, ctx)));
      } finally {
        if (incarnation === mine) inFlight -= 1;
      }
    },
    onDeath: deaths.add,
    onHangUp: hangUps.add,
    whileAlive(promise) {
      const mine = incarnation;
      return new Promise((resolve, reject) => {
        promise.then(
          (value) => incarnation === mine && resolve(value),
          (error: unknown) => incarnation === mine && reject(error),
        );
      });
    },
  };

  const storageMount: StorageMount = createStorageMount(world, node, node.storageDisk);
  troubleDisk(world, node, 'storage', node.storageDisk);
  troubleDisk(world, node, 'queue', node.queueDisk);
  return node;
}
