import { onTestFinished } from 'vitest';
import type { Context } from '../../../lib/context.ts';
import { createPeer, type Peer } from '../../../lib/delivery/peer.ts';
import { createPeerIdentities } from '../../../lib/delivery/peer-identity.ts';
import type { PeerLink } from '../../../lib/delivery/peer-link.ts';
import type { ObjectStore } from '../../../lib/object-store/object-store.ts';
import { createLocalPeerLink } from '../../../runtime/local/local-peer-link.ts';
import {
  createTestContext,
  type TestContext,
  type TestContextOptions,
} from '../node/create-test-context.ts';
import { openTestObjectNode, type TestObjectNode } from './open-test-object-node.ts';

/** A node on disks in memory, and the bucket behind it, as a peer in the same process. */
export interface NodeBeforeBucket {
  readonly node: TestContext;
  readonly bucket: TestObjectNode;
  readonly link: PeerLink;
  readonly peer: Peer;
}

/** Opens both. `open` is what the link opens in place of the bucket. */
export async function openNodeBeforeBucket(
  store: ObjectStore,
  options: TestContextOptions = {},
  open?: () => Promise<Context>,
): Promise<NodeBeforeBucket> {
  const node = await createTestContext(options);
  onTestFinished(() => node.scrub.stop());
  const bucket = await openTestObjectNode(store, {
    clock: node.clock,
    node: { peerUrls: ['this node'], nodeId: 'b'.repeat(16) },
  });
  const { config, clock } = node.ctx;
  const link = createLocalPeerLink({ ...config, open: open ?? (async () => bucket.ctx) });
  const peer = createPeer(link, createPeerIdentities(config, clock).add('s3://bucket'), clock);
  return { node, bucket, link, peer };
}
