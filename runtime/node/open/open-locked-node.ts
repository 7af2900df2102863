import { join } from 'node:path';
import type { Secrets } from '../../../lib/access/secrets.ts';
import type { Context } from '../../../lib/context.ts';
import { workingDirectory } from '../../../lib/names/request-name.ts';
import type { RunningReplication } from '../../../lib/replication/start-replication.ts';
import type { OpenNode } from '../../../lib/startup/open-node.ts';
import { closeDirectory } from '../close-directory.ts';
import { createDirectoryLocks } from '../directory-locks.ts';
import { createNodeFileSystem } from '../file-system.ts';
import { openNodeContext } from '../node-context.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import { startHttpReplication } from '../peers/start-http-replication.ts';
import { createNodeSecrets } from '../secrets.ts';

/** A node on two locked directories. Its host has a server of its own, which serves `ctx`. */
export interface LockedNode {
  readonly ctx: Context;
  /** Begins to replicate; to be called once, when the server listens. */
  startReplication(): void;
  /** Uses other secrets from the next request on. */
  replaceSecrets(secrets: Secrets): void;
  /**
   * Stops replication, saves the state of the peers, and unlocks the directories. No request may be
   * running any more.
   */
  close(): Promise<void>;
}

/**
 * Opens a node: makes and locks its directories, and finishes what a crash left half done. Rejects
 * where the directories can't be used.
 */
export async function openLockedNode(options: ResolvedNodeOptions): Promise<LockedNode> {
  const { fsync } = options;
  const storage = createNodeFileSystem({ root: options.storage, fsync });
  const queue = createNodeFileSystem({ root: options.queue, fsync, isPrivate: true });
  await queue.makeDirectory('');
  await storage.makeDirectory('');
  await storage.makeDirectory(workingDirectory, 'private');
  await closeDirectories(options);
  const locks = createDirectoryLocks({
    queue: options.queue,
    storage: join(options.storage, workingDirectory),
  });
  const { lock, unlockAll } = locks;
  const secrets = createNodeSecrets(options.secrets);
  let node: OpenNode;
  try {
    await lock('queue');
    await lock('storage');
    const wasStorageRemoved = (): Promise<boolean> => locks.wasRemoved('storage');
    const directories = { storage, queue, lock, wasStorageRemoved, access: secrets.access };
    node = await openNodeContext(directories, options);
  } catch (error) {
    await unlockAll();
    throw error;
  }
  let replication: RunningReplication | undefined;
  return {
    ctx: node.ctx,
    startReplication() {
      const running = startHttpReplication(node.peers, node.ctx, {
        ...options,
        secret: secrets.peerSecret,
      });
      node.onOperation(() => running.wake());
      replication = running;
    },
    replaceSecrets: (next) => secrets.replace(next),
    async close() {
      await replication?.stop();
      await node.close();
      await unlockAll();
    },
  };
}

/** Whoever can open a lock file can hold the lock, and the journal contains the names of files. */
async function closeDirectories({ queue, storage, log }: ResolvedNodeOptions): Promise<void> {
  const directories = [
    [queue, 'queue'],
    [join(queue, 'journal'), 'any'],
    [join(storage, workingDirectory), 'any'],
  ] as const;
  for (const [directory, contents] of directories) {
    if (await closeDirectory(directory, contents)) continue;
    log.warn('other users of this machine can open a private directory; chmod 700 closes it', {
      directory,
    });
  }
}
