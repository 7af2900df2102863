import type { Context } from '../../../lib/context.ts';
import type { PeerLink } from '../../../lib/delivery/peer-link.ts';
import { withoutQuery } from '../../../lib/names/without-query.ts';
import { createStoreFailures } from '../../../lib/object-store/store-failures.ts';
import { createLocalPeerLink } from '../../local/local-peer-link.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import type { LocalPeer } from '../peers/start-http-replication.ts';
import type { NodeSecrets } from '../secrets.ts';
import { createBucketLog } from './bucket-log.ts';
import { type OpenBehind, openBehind } from './open-behind.ts';
import { unreachable } from './unreachable.ts';

/** A bucket that is one more peer of a node: it holds what the nodes hold. */
export interface BucketPeer extends LocalPeer {
  close(): Promise<void>;
}

/**
 * Creates the peer behind a node, if there is one. The bucket is opened by the first request to it,
 * so that a node starts while it can't be reached. From then on the node is a peer of the bucket,
 * too: what the node lacks is sent to it, deletions above all. While the store fails, the peer
 * can't be reached, for the reason that the store gives. The signal ends all that is waited for.
 */
export function createBucketPeer(
  options: ResolvedNodeOptions,
  secrets: Pick<NodeSecrets, 'peerSecret'>,
  signal: AbortSignal,
): BucketPeer | undefined {
  const { behind: address } = options;
  if (address === undefined) return undefined;
  const url = withoutQuery(address);
  const log = createBucketLog(url, options.log);
  // One for all attempts to open the bucket, or each would log the same.
  const failures = createStoreFailures({ nowMs: () => Date.now() }, log);
  let opening: Promise<OpenBehind> | undefined;

  function open(ctx: Context): Promise<OpenBehind> {
    const before = { ctx, secret: secrets.peerSecret };
    return openBehind(address as string, options, { log, failures, signal }, before);
  }

  async function opened(ctx: Context): Promise<OpenBehind['node']> {
    opening ??= open(ctx);
    try {
      return (await opening).node;
    } catch (error) {
      opening = undefined;
      throw unreachable(error);
    }
  }

  async function probe(ctx: Context): Promise<void> {
    const node = await opened(ctx);
    await node.askStore().catch((error: unknown) => {
      throw unreachable(error);
    });
  }

  return {
    url,
    connect: (sender, ctx): PeerLink =>
      createLocalPeerLink({
        ...sender,
        open: async () => (await opened(ctx)).ctx,
        probe: () => probe(ctx),
        failure: () => failures.reason,
        isShared: true,
      }),
    async close() {
      const bucket = await opening?.catch(() => undefined);
      await bucket?.close();
    },
  };
}
