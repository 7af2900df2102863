import type { Log, LogFields } from '../../../lib/host/log.ts';
import { withoutQuery } from '../../../lib/names/without-query.ts';
import { createFileSpool } from '../../../lib/object-store/file-spool.ts';
import type { OpenNode } from '../../../lib/startup/open-node.ts';
import { openObjectNode } from '../../../lib/startup/open-object-node.ts';
import { createNodeFileSystem } from '../file-system.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import { createNodeSecrets } from '../secrets.ts';
import { settingsOf } from './node-settings.ts';
import { openStore } from './open-store.ts';

/** What the node before a bucket is called among the peers of the bucket. */
const peerName = 'this node';

/**
 * Opens the bucket at an address as a node in this process, whose peer is the one before it. The
 * signal ends all that it waits for.
 */
export async function openBucketNode(
  address: string,
  options: ResolvedNodeOptions,
  signal: AbortSignal,
): Promise<OpenNode> {
  const { config, ...settings } = settingsOf(options);
  const url = withoutQuery(address);
  // What is spooled is worth nothing after a crash.
  const queue = createNodeFileSystem({ root: options.queue, fsync: false, isPrivate: true });
  const { access } = createNodeSecrets();
  return await openObjectNode({
    ...settings,
    log: logOf(url, options.log),
    store: openStore(address, options, signal),
    signal,
    spool: createFileSpool(queue),
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

/** Says of each line that it is about the bucket. */
function logOf(bucket: string, log: Log): Log {
  return {
    error: (message: string, fields?: LogFields) => log.error(message, { bucket, ...fields }),
    warn: (message: string, fields?: LogFields) => log.warn(message, { bucket, ...fields }),
    debug: (message: string, fields?: LogFields) => log.debug(message, { bucket, ...fields }),
  };
}
