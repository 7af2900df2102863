import type { DiskNodeOptions } from './disk-node-options.ts';
import { importLegacyQueue } from './import-legacy-queue.ts';
import { openDirectories } from './open-directories.ts';
import { type OpenNode, openNode } from './open-node.ts';

/**
 * Opens a node whose files and journal are directories on a disk, and imports what a Python version
 * left in the queue directory.
 */
export async function openDiskNode(options: DiskNodeOptions): Promise<OpenNode> {
  let node: OpenNode | undefined;
  const hasPending = (): boolean => node?.peers.hasPending() === true;
  node = await openNode({ ...options, ...(await openDirectories(options, hasPending)) });
  try {
    const { storage, journal, clock, log } = node.ctx;
    await importLegacyQueue({ files: options.queue, journal, storage, clock, log });
    return node;
  } catch (error) {
    await node.close();
    throw error;
  }
}
