import { join } from 'node:path';
import type { Access } from '../../../lib/access/access.ts';
import { workingDirectory } from '../../../lib/names/request-name.ts';
import { closeDirectories, type PrivateDirectory } from '../close-directory.ts';
import { createDirectoryLocks } from '../directory-locks.ts';
import { createNodeFileSystem } from '../file-system.ts';
import type { Histogram } from '../metrics/histogram.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import type { BucketPeer } from './bucket-peer.ts';
import { openNodeContext } from './node-context.ts';
import type { OpenedNode } from './open-locked-node.ts';

/** What a node on a disk is made of beside its directories. */
export interface DiskNodeParts {
  readonly access: Access;
  readonly bucket: BucketPeer | undefined;
  /** Gets the time that each sync has taken. */
  readonly syncs: Histogram;
}

/** Opens a node on two directories, which it makes and locks. */
export async function openOnDisk(
  options: ResolvedNodeOptions,
  { access, bucket, syncs }: DiskNodeParts,
): Promise<OpenedNode> {
  const { fsync } = options;
  const disk = { fsync, noteSync: syncs.note };
  const storage = createNodeFileSystem({ ...disk, root: options.storage });
  const queue = createNodeFileSystem({ ...disk, root: options.queue, isPrivate: true });
  await queue.makeDirectory('');
  await storage.makeDirectory('');
  await storage.makeDirectory(workingDirectory, 'private');
  await closeDirectories(directoriesOf(options), options.log);
  const locks = createDirectoryLocks({
    queue: options.queue,
    storage: join(options.storage, workingDirectory),
  });
  const { lock, unlockAll } = locks;
  try {
    await lock('queue');
    await lock('storage');
    const wasStorageRemoved = (): Promise<boolean> => locks.wasRemoved('storage');
    const directories = { storage, queue, lock, wasStorageRemoved, access };
    const peerUrls = [...options.peerUrls, ...(bucket === undefined ? [] : [bucket.url])];
    const node = await openNodeContext(directories, options, peerUrls);
    return { node, unlock: unlockAll };
  } catch (error) {
    await unlockAll();
    throw error;
  }
}

/** Whoever can open a lock file can hold the lock, and the journal contains the names of files. */
function directoriesOf({ queue, storage }: ResolvedNodeOptions): readonly PrivateDirectory[] {
  return [
    [queue, 'queue'],
    [join(queue, 'journal'), 'any'],
    [join(storage, workingDirectory), 'any'],
  ];
}
