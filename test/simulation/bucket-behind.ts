import type { Context } from '../../lib/context.ts';
import type { PeerLink } from '../../lib/delivery/peer-link.ts';
import { createStoreFailures } from '../../lib/object-store/store-failures.ts';
import { startReplication } from '../../lib/replication/start-replication.ts';
import type { OpenNode } from '../../lib/startup/open-node.ts';
import { createLocalBucket, type OpenBehind } from '../../runtime/local/local-bucket.ts';
import { createLocalPeerLink } from '../../runtime/local/local-peer-link.ts';
import { createVirtualRetry } from '../support/node/virtual-retry.ts';
import { watchLinkFromBucket, watchLinkToBucket } from './bucket-links.ts';
import { openBehind } from './open-on-bucket.ts';
import { createProcessTimers } from './process-timers.ts';
import type { SimBucket } from './sim-bucket.ts';
import { createSimLog } from './sim-log.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** The bucket behind a node in one process: what `runtime/` makes of it on Node. */
export interface BucketBehind {
  /** The way of the node to it. */
  readonly link: PeerLink;
  /** Once it is open: the first request to it does that. */
  readonly ctx: Context | undefined;
  /** The process begins to stop: no request to the bucket is repeated. */
  stop(): void;
  close(): Promise<void>;
}

/** Creates the bucket behind a node, if it has one. */
export function createBucketBehind(
  world: World,
  node: SimNode,
  ctx: Context,
): BucketBehind | undefined {
  const { bucket, plan } = world;
  if (bucket === undefined || plan.bucket?.behind.includes(node.id) !== true) return undefined;
  const timers = createProcessTimers(world, node);
  const failures = createStoreFailures(ctx.clock, createSimLog(world, node));
  const stopping = new AbortController();
  let found: Context | undefined;

  async function open(before: Context): Promise<OpenBehind> {
    const { signal } = stopping;
    const behind = await openBehind(world, node, bucket as SimBucket, { failures, signal });
    found = behind.ctx;
    const replication = replicateToNode(world, node, before, behind);
    return {
      node: behind,
      async close() {
        await replication.stop();
        await behind.close();
      },
    };
  }

  const local = createLocalBucket({ open, failures, timers });
  return {
    link: watchLinkToBucket(world, node, bucket, local.connect(ctx.config, ctx)),
    get ctx() {
      return found;
    },
    stop: () => stopping.abort(new Error('The node stops.')),
    close: local.close,
  };
}

/** The node is the only peer of the bucket behind it. */
function replicateToNode(
  world: World,
  node: SimNode,
  peer: Context,
  { ctx, peers, onOperation }: OpenNode,
): { stop(): Promise<void> } {
  const timers = createProcessTimers(world, node);
  const link = createLocalPeerLink({ ...ctx.config, timers, open: async () => peer });
  const running = startReplication({
    peers,
    ctx,
    connect: () => watchLinkFromBucket(world, node, link),
    concurrency: world.plan.concurrency,
    timers,
    retry: createVirtualRetry(timers),
    probeIntervalMs: world.plan.probeIntervalMs,
    repairs: true,
  });
  onOperation(() => running.wake());
  return running;
}
