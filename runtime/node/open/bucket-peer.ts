import type { SenderIdentity } from '../../../lib/delivery/peer-headers.ts';
import type { PeerLink } from '../../../lib/delivery/peer-link.ts';
import { withoutQuery } from '../../../lib/names/without-query.ts';
import { createFileSpool } from '../../../lib/object-store/file-spool.ts';
import type { OpenNode } from '../../../lib/startup/open-node.ts';
import { openObjectNode } from '../../../lib/startup/open-object-node.ts';
import { createLocalPeerLink } from '../../local/local-peer-link.ts';
import { createNodeFileSystem } from '../file-system.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import { createNodeSecrets } from '../secrets.ts';
import { settingsOf } from './node-settings.ts';
import { openStore } from './open-store.ts';

/** A bucket that is one more peer of a node: it holds what the nodes hold. */
export interface BucketPeer {
  /** What it is called among the peers: its address without parameters. */
  readonly url: string;
  connect(sender: SenderIdentity): PeerLink;
  close(): Promise<void>;
}

/**
 * Creates the peer behind a node, if there is one. The bucket is opened by the first request to it,
 * so that a node starts while it can't be reached.
 */
export function createBucketPeer(options: ResolvedNodeOptions): BucketPeer | undefined {
  const { behind: address, queue: root } = options;
  if (address === undefined) return undefined;
  const url = withoutQuery(address);
  const store = openStore(address, options);
  let opening: Promise<OpenNode> | undefined;

  async function open(): Promise<OpenNode> {
    const { config, ...settings } = settingsOf(options);
    // What is spooled is worth nothing after a crash.
    const queue = createNodeFileSystem({ root, fsync: false, isPrivate: true });
    const { access } = createNodeSecrets();
    return await openObjectNode({
      ...settings,
      store,
      spool: createFileSpool(queue),
      access,
      isCompared: true,
      nodeId: settings.hashText(url).slice(0, 16),
      // Only this node speaks to it, which has accepted the files.
      config: { ...config, publicUrl: '', mount: '', allowedHosts: ['*'], maxSizeBytes: Infinity },
    });
  }

  async function opened(): Promise<OpenNode> {
    opening ??= open();
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  }

  return {
    url,
    connect: (sender) => createLocalPeerLink({ ...sender, open: async () => (await opened()).ctx }),
    async close() {
      const node = await opening?.catch(() => undefined);
      await node?.close();
    },
  };
}
