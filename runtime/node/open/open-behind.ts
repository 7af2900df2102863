import type { Context } from '../../../lib/context.ts';
import type { OpenBehind } from '../../local/local-bucket.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import { type BucketNodeParts, openBucketNode } from './open-bucket-node.ts';
import { startLocalReplication } from './start-local-replication.ts';

/** Opens the bucket behind a node. `secret` is what the node takes of its peers. */
export async function openBehind(
  address: string,
  options: ResolvedNodeOptions,
  parts: BucketNodeParts,
  before: { readonly ctx: Context; readonly secret: () => string | undefined },
): Promise<OpenBehind> {
  const node = await openBucketNode(address, options, parts);
  const { concurrency } = options;
  const replication = startLocalReplication(node, before.ctx, before.secret, concurrency);
  return {
    node,
    async close() {
      await replication.stop();
      await node.close();
    },
  };
}
