import type { Log } from '../../../lib/host/log.ts';
import { withoutQuery } from '../../../lib/names/without-query.ts';
import { createFileSpool } from '../../../lib/object-store/file-spool.ts';
import type { StoreFailures } from '../../../lib/object-store/store-failures.ts';
import { type OpenObjectNode, openObjectNode } from '../../../lib/startup/open-object-node.ts';
import { createNodeFileSystem } from '../file-system.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import { createNodeSecrets } from '../secrets.ts';
import { freeSpaceOn, settingsOf } from './node-settings.ts';
import { openStore } from './open-store.ts';

/** What the node before a bucket is called among the peers of the bucket. */
const peerName = 'this node';

export interface BucketNodeParts {
  readonly log: Log;
  readonly failures: StoreFailures;
  /** Ends all that the node waits for. */
  readonly signal: AbortSignal;
}

/** Opens the bucket at an address as a node in this process, whose peer is the one before it. */
export async function openBucketNode(
  address: string,
  options: ResolvedNodeOptions,
  parts: BucketNodeParts,
): Promise<OpenObjectNode> {
  const { config, ...settings } = settingsOf(options);
  const url = withoutQuery(address);
  // What is spooled is worth nothing after a crash.
  const queue = createNodeFileSystem({ root: options.queue, fsync: false, isPrivate: true });
  const { access } = createNodeSecrets();
  return await openObjectNode({
    ...settings,
    ...parts,
    store: openStore(address, options, parts.signal),
    spool: createFileSpool({ files: queue, freeSpace: freeSpaceOn(queue, options) }),
    access,
    peerUrls: [peerName],
    nodeId: settings.hashText(url).slice(0, 16),
    // Only the node before it speaks to it, and has accepted the files.
    config: {
      ...config,
      publicUrl: '',
      mount: undefined,
      allowedHosts: ['*'],
      maxSizeBytes: Infinity,
    },
  });
}
