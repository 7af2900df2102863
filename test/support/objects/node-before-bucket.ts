import { onTestFinished } from 'vitest';
import type { Context } from '../../../lib/context.ts';
import { createPeer, type Peer } from '../../../lib/delivery/peer.ts';
import { createPeerIdentities } from '../../../lib/delivery/peer-identity.ts';
import type { PeerLink } from '../../../lib/delivery/peer-link.ts';
import type { ObjectStore } from '../../../lib/object-store/object-store.ts';
import {
  createLocalPeerLink,
  type LocalPeerLinkOptions,
} from '../../../runtime/local/local-peer-link.ts';
import {
  createTestContext,
  type TestContext,
  type TestContextOptions,
} from '../node/create-test-context.ts';
import { drainOnce } from '../node/drain-once.ts';
import { openTestObjectNode, type TestObjectNode } from './open-test-object-node.ts';

/** A node on disks in memory, and the bucket behind it, as a peer in the same process. */
export interface NodeBeforeBucket {
  readonly node: TestContext;
  readonly bucket: TestObjectNode;
  readonly link: PeerLink;
  readonly peer: Peer;
  /** Lets so many seconds pass, in which both are sent what they lack. */
  pass(seconds: number): Promise<void>;
}

const url = 's3://bucket';

/** Opens both. `open` is what the link opens in place of the bucket, `more` what else it takes. */
export async function openNodeBeforeBucket(
  store: ObjectStore,
  options: TestContextOptions = {},
  open?: () => Promise<Context>,
  more: Pick<LocalPeerLinkOptions, 'probe' | 'failure'> = {},
): Promise<NodeBeforeBucket> {
  const node = await createTestContext({ ...options, config: { peerUrls: [url] } });
  onTestFinished(() => node.scrub.stop());
  const bucket = await openTestObjectNode(store, {
    clock: node.clock,
    node: { peerUrls: ['this node'], nodeId: 'b'.repeat(16) },
  });
  const { config, clock } = node.ctx;
  const probe = bucket.askStore;
  const link = createLocalPeerLink({
    ...config,
    probe,
    timers: bucket.timers,
    isShared: true,
    ...more,
    open: open ?? (async () => bucket.ctx),
  });
  const peer = createPeer(link, createPeerIdentities(config, clock).add(url), clock);
  const { timers } = bucket;
  const back = createLocalPeerLink({ ...bucket.ctx.config, timers, open: async () => node.ctx });
  const host = { concurrency: 4, timers };
  const replicators = [
    ...node.cluster.createReplicators({ ...host, ctx: node.ctx, connect: () => link }),
    ...bucket.peers.createReplicators({ ...host, ctx: bucket.ctx, connect: () => back }),
  ].map(([, replicator]) => replicator);

  return {
    node,
    bucket,
    link,
    peer,
    async pass(seconds) {
      for (let second = 0; second < seconds; second += 1) {
        for (const replicator of replicators) {
          await drainOnce(replicator);
          if (replicator.status().state !== 'up') await replicator.probe();
          await replicator.repairer.check();
        }
        await bucket.timers.pass(1000);
      }
    },
  };
}
