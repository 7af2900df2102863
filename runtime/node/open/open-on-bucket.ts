import type { Access } from '../../../lib/access/access.ts';
import { createFileSpool } from '../../../lib/object-store/file-spool.ts';
import { UnusableStoreError } from '../../../lib/object-store/probe-store.ts';
import { openObjectNode } from '../../../lib/startup/open-object-node.ts';
import { closeDirectories } from '../close-directory.ts';
import { createDirectoryLocks } from '../directory-locks.ts';
import { createNodeFileSystem } from '../file-system.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import { freeSpaceOn, settingsOf } from './node-settings.ts';
import type { OpenedNode } from './open-locked-node.ts';
import { openStore } from './open-store.ts';

/**
 * Opens a node on a bucket: locks the directory in which large bodies are spooled, and tries the
 * bucket. Rejects with an `UnusableStoreError` where that can't be used. The signal ends all that
 * the node waits for.
 */
export async function openOnBucket(
  options: ResolvedNodeOptions,
  access: Access,
  signal: AbortSignal,
): Promise<OpenedNode> {
  const { queue: root, log } = options;
  if (options.peerUrls.length > 0 || options.behind !== undefined) {
    throw new UnusableStoreError('a node on a bucket has no peers');
  }
  const store = openStore(options.storage, options, signal);
  // What is spooled is worth nothing after a crash.
  const queue = createNodeFileSystem({ root, fsync: false, isPrivate: true });
  await queue.makeDirectory('');
  await closeDirectories([[root, 'queue']], log);
  const { lock, unlockAll } = createDirectoryLocks({ queue: root, storage: root });
  try {
    await lock('queue');
    const spool = createFileSpool({
      files: queue,
      freeSpace: freeSpaceOn(queue, options),
      onVanished: () => lock('queue'),
    });
    const node = await openObjectNode({ store, spool, access, signal, ...settingsOf(options) });
    return { node, unlock: unlockAll };
  } catch (error) {
    await unlockAll();
    throw error;
  }
}
