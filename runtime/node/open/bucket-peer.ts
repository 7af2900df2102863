import { withoutQuery } from '../../../lib/names/without-query.ts';
import { createStoreFailures } from '../../../lib/object-store/store-failures.ts';
import { createLocalBucket, type LocalBucket } from '../../local/local-bucket.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import type { LocalPeer } from '../peers/start-http-replication.ts';
import type { NodeSecrets } from '../secrets.ts';
import { nodeTimers } from '../timers.ts';
import { createBucketLog } from './bucket-log.ts';
import { openBehind } from './open-behind.ts';

/** A bucket that is one more peer of a node: it holds what the nodes hold. */
export type BucketPeer = LocalPeer & LocalBucket;

/**
 * Creates the peer behind a node, if there is one. Once it is open the node is its peer, too:
 * what the node lacks is sent to it, deletions above all. The signal ends all that is waited for.
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
  const bucket = createLocalBucket({
    open(ctx) {
      const before = { ctx, secret: secrets.peerSecret };
      return openBehind(address, options, { log, failures, signal }, before);
    },
    failures,
    timers: nodeTimers,
  });
  return { url, ...bucket };
}
