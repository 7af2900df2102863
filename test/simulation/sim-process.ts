import type { Context } from '../../lib/context.ts';
import { startReplication } from '../../lib/replication/start-replication.ts';
import { openDiskNode } from '../../lib/startup/open-disk-node.ts';
import type { OpenNode } from '../../lib/startup/open-node.ts';
import { createVirtualRetry } from '../support/node/virtual-retry.ts';
import { bucketHost } from './address.ts';
import { createBucketBehind } from './bucket-behind.ts';
import { nodeIdOf } from './node-id-of.ts';
import { settingsOf } from './node-settings.ts';
import { openOnBucket } from './open-on-bucket.ts';
import { createPeerLinks } from './peer-links.ts';
import { createProcessTimers } from './process-timers.ts';
import type { SimNode } from './sim-node.ts';
import { watchContext } from './watch-context.ts';
import type { World } from './world.ts';

/** One run of the program on a node: what `runtime/` makes of `lib/` and `handlers/` on Node. */
export interface SimProcess {
  /** For the handlers. */
  readonly ctx: Context;
  /** That of the bucket behind it, once that is open. */
  readonly behind: Context | undefined;
  /** Replicates from now on. */
  run(): void;
  /** Ends as the program does, once no request is in flight. */
  stop(): Promise<void>;
}

const ballastBytes = 1024;

/** Opens the storage of a node; as slow, and as safe, as its disks, or its bucket, let it be. */
export async function openSimProcess(world: World, node: SimNode): Promise<SimProcess> {
  const { bucket } = node;
  const opening = bucket ? openOnBucket(world, node, bucket) : openOnDisks(world, node);
  return createProcess(world, node, await opening);
}

async function openOnDisks(world: World, node: SimNode): Promise<OpenNode> {
  const { config, ...settings } = settingsOf(world, node);
  const peerUrls = [...node.runningPeers].map((peer) => `http://${peer}`);
  node.storageDisk.nowMs = settings.clock.nowMs;
  return await openDiskNode({
    ...settings,
    storage: node.storageMount.open(),
    queue: node.queueDisk.mount(),
    createId: createIdsOf(node),
    partialUploadLimits: world.plan.partialUploads,
    lock: async () => undefined,
    wasStorageRemoved: async () => false,
    config: { ...config, peerUrls },
    acceptNewStorage: node.acceptsNewStorage,
    segmentBytes: world.plan.segmentBytes,
    ballastBytes,
  });
}

/** What is not needed for the start is needed for uploads, each of which has its own. */
function createIdsOf(node: SimNode): () => string {
  let count = 0;
  return () => {
    if (node.phase === 'starting') return hasNodeId(node) ? instanceOf(node) : node.nodeId;
    count += 1;
    return instanceOf(node).slice(4) + count.toString(16).padStart(4, '0');
  };
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
  const ctx = watchContext(world, node, state.ctx);
  const links = createPeerLinks(world, node);
  const behind = createBucketBehind(world, node, ctx);
  const timers = createProcessTimers(world, node);
  let stopRunning = async (): Promise<void> => undefined;

  return {
    ctx,
    get behind() {
      return behind?.ctx;
    },
    run() {
      const running = startReplication({
        peers: state.peers,
        ctx: watchContext(world, node, state.ctx, 'sender'),
        connect: (url) => (url === `http://${bucketHost}` && behind?.link) || links.connect(url),
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
      behind?.stop();
      const stopped = stopRunning();
      links.close();
      await stopped;
      await behind?.close();
      await state.close();
    },
  };
}
