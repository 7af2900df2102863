import type { Context } from '../../lib/context.ts';
import { startReplication } from '../../lib/replication/start-replication.ts';
import { openDiskNode } from '../../lib/startup/open-disk-node.ts';
import type { OpenNode } from '../../lib/startup/open-node.ts';
import { createSha1 } from '../../runtime/node/hash.ts';
import { createTestAccess } from '../support/node/test-access.ts';
import { createVirtualRetry } from '../support/node/virtual-retry.ts';
import { nodeIdOf } from './node-id-of.ts';
import { createPeerLinks } from './peer-links.ts';
import { createProcessTimers } from './process-timers.ts';
import { createSimLog } from './sim-log.ts';
import type { SimNode } from './sim-node.ts';
import { watchContext } from './watch-context.ts';
import type { World } from './world.ts';

/** One run of the program on a node: what `runtime/` makes of `lib/` and `handlers/` on Node. */
export interface SimProcess {
  /** For the handlers. */
  readonly ctx: Context;
  /** Replicates from now on. */
  run(): void;
  /** Ends as the program does, once no request is in flight. */
  stop(): Promise<void>;
}

const startTimeMs = 1_700_000_000_000;
const ballastBytes = 1024;

/** Opens the directories of a node; as slow, and as safe, as its disks let it be. */
export async function openSimProcess(world: World, node: SimNode): Promise<SimProcess> {
  const { plan, scheduler } = world;
  const peerUrls = [...node.runningPeers].map((peer) => `http://${peer}`);
  const nowMs = (): number => Math.floor(startTimeMs + scheduler.nowMs + node.skewMs);
  node.storageDisk.nowMs = nowMs;
  const state = await openDiskNode({
    storage: node.storageMount.open(),
    queue: node.queueDisk.mount(),
    createSha1,
    createId: () => (hasNodeId(node) ? instanceOf(node) : node.nodeId),
    clock: { nowMs },
    timers: createProcessTimers(world, node),
    log: createSimLog(world, node),
    lock: async () => undefined,
    wasStorageRemoved: async () => false,
    access: createTestAccess(),
    config: {
      version: '0.0.0',
      publicUrl: '',
      maxSizeBytes: Infinity,
      maxNameBytes: 1024,
      maxDepth: 512,
      corsOrigins: [],
      peerUrls,
    },
    acceptNewStorage: node.acceptsNewStorage,
    segmentBytes: plan.segmentBytes,
    memoryLimits: plan.windows,
    ballastBytes,
    transferLimits: { resumableFromBytes: plan.resumableFromBytes },
    readThroughLimits: plan.reads,
  });
  return createProcess(world, node, state);
}

function hasNodeId({ queueDisk }: SimNode): boolean {
  return queueDisk.paths().includes('node-id');
}

/** Every process of every node has its own, and the same in every run of a seed. */
function instanceOf({ id, incarnation }: SimNode): string {
  return nodeIdOf(id).slice(-8) + incarnation.toString(16).padStart(8, '0');
}

function createProcess(world: World, node: SimNode, state: OpenNode): SimProcess {
  const { plan } = world;
  const links = createPeerLinks(world, node);
  const timers = createProcessTimers(world, node);
  let stopRunning = async (): Promise<void> => undefined;

  return {
    ctx: watchContext(world, node, state.ctx),
    run() {
      const running = startReplication({
        peers: state.peers,
        ctx: watchContext(world, node, state.ctx, 'sender'),
        connect: links.connect,
        concurrency: plan.concurrency,
        timers,
        retry: createVirtualRetry(timers),
        // The Python version does neither.
        ...(!node.isLegacy && { probeIntervalMs: plan.probeIntervalMs, repairs: true }),
      });
      state.onOperation(() => running.wake());
      stopRunning = () => running.stop();
    },
    async stop() {
      const stopped = stopRunning();
      links.close();
      await stopped;
      await state.close();
    },
  };
}
