import type { Context } from '../../../lib/context.ts';
import type { PeerLink } from '../../../lib/delivery/peer-link.ts';
import { withoutQuery } from '../../../lib/names/without-query.ts';
import type { OpenNode } from '../../../lib/startup/open-node.ts';
import { createLocalPeerLink } from '../../local/local-peer-link.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import type { LocalPeer } from '../peers/start-http-replication.ts';
import type { NodeSecrets } from '../secrets.ts';
import { openBucketNode } from './open-bucket-node.ts';
import { startLocalReplication } from './start-local-replication.ts';

/** A bucket that is one more peer of a node: it holds what the nodes hold. */
export interface BucketPeer extends LocalPeer {
  close(): Promise<void>;
}

/** An open bucket, and what stops it. */
interface OpenBucketPeer {
  readonly node: OpenNode;
  close(): Promise<void>;
}

/**
 * Creates the peer behind a node, if there is one. The bucket is opened by the first request to it,
 * so that a node starts while it can't be reached. From then on the node is a peer of the bucket,
 * too: what the node lacks is sent to it, deletions above all. The signal ends all that is waited
 * for.
 */
export function createBucketPeer(
  options: ResolvedNodeOptions,
  secrets: Pick<NodeSecrets, 'peerSecret'>,
  signal: AbortSignal,
): BucketPeer | undefined {
  const { behind: address, concurrency } = options;
  if (address === undefined) return undefined;
  const url = withoutQuery(address);
  let opening: Promise<OpenBucketPeer> | undefined;

  async function open(ctx: Context): Promise<OpenBucketPeer> {
    const node = await openBucketNode(address as string, options, signal);
    const replication = startLocalReplication(node, ctx, secrets.peerSecret, concurrency);
    return {
      node,
      async close() {
        await replication.stop();
        await node.close();
      },
    };
  }

  async function opened(ctx: Context): Promise<Context> {
    opening ??= open(ctx);
    try {
      return (await opening).node.ctx;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  }

  return {
    url,
    connect: (sender, ctx): PeerLink => createLocalPeerLink({ ...sender, open: () => opened(ctx) }),
    async close() {
      const bucket = await opening?.catch(() => undefined);
      await bucket?.close();
    },
  };
}
