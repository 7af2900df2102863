import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Secrets } from '../lib/access/secrets.ts';
import { workingDirectory } from '../lib/names/request-name.ts';
import type { OpenNode } from '../lib/startup/open-node.ts';
import { closeDirectory } from './node/close-directory.ts';
import { createDirectoryLocks, type DirectoryLocks } from './node/directory-locks.ts';
import { createNodeFileSystem } from './node/file-system.ts';
import { createHttpServer } from './node/http/server.ts';
import { openNodeContext } from './node/node-context.ts';
import {
  type NodeOptions,
  type ResolvedNodeOptions,
  resolveNodeOptions,
} from './node/node-options.ts';
import { startHttpReplication } from './node/peers/start-http-replication.ts';
import { createResponseCache } from './node/response/response-cache.ts';
import { createNodeSecrets, type NodeSecrets } from './node/secrets.ts';

export type { NodeOptions } from './node/node-options.ts';

/** A node that is serving. */
export interface RunningNode {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Uses other secrets from the next request on. */
  replaceSecrets(secrets: Secrets): void;
  /**
   * Stops: accepts no more connections, waits up to `graceMs` (30 s by default) for requests in
   * flight, saves the state of the peers, and unlocks the directories.
   */
  close(graceMs?: number): Promise<void>;
}

const defaultGraceMs = 30_000;

/**
 * Starts a node: makes and locks its directories, finishes what a crash left half done, and only
 * then listens. Rejects where the directories can't be used or the port is taken.
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const resolved = resolveNodeOptions(options);
  const { fsync } = resolved;
  const storage = createNodeFileSystem({ root: resolved.storage, fsync });
  const queue = createNodeFileSystem({ root: resolved.queue, fsync, isPrivate: true });
  await queue.makeDirectory('');
  await storage.makeDirectory('');
  await storage.makeDirectory(workingDirectory, 'private');
  await closeDirectories(resolved);
  const locks = createDirectoryLocks({
    queue: resolved.queue,
    storage: join(resolved.storage, workingDirectory),
  });
  const { lock } = locks;
  const secrets = createNodeSecrets(resolved.secrets);
  let node: OpenNode | undefined;
  try {
    await lock('queue');
    await lock('storage');
    const wasStorageRemoved = (): Promise<boolean> => locks.wasRemoved('storage');
    const directories = { storage, queue, lock, wasStorageRemoved, access: secrets.access };
    node = await openNodeContext(directories, resolved);
    return await listen(node, secrets, resolved, locks);
  } catch (error) {
    await node?.close();
    await locks.unlockAll();
    throw error;
  }
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

async function listen(
  node: OpenNode,
  secrets: NodeSecrets,
  options: ResolvedNodeOptions,
  locks: DirectoryLocks,
): Promise<RunningNode> {
  const { storage, tombstones } = node.ctx;
  const nowMs = (): number => performance.now();
  const maxBytes = options.cacheBytes;
  const { mount } = options;
  const cache = createResponseCache({ maxBytes, storage, tombstones, nowMs, mount });
  const { server, close, finished } = createHttpServer(node.ctx, { ...options, cache });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const replication = startHttpReplication(node.peers, node.ctx, {
    ...options,
    secret: secrets.peerSecret,
  });
  node.onOperation(() => replication.wake());
  return {
    url: formatUrl(server.address() as AddressInfo),
    replaceSecrets: (next) => secrets.replace(next),
    async close(graceMs = defaultGraceMs) {
      const closed = once(server, 'close');
      node.ctx.peers.copies.stop();
      close();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
      // A handler may outlive its connection, but not the locks.
      await finished();
      await replication.stop();
      await node.close();
      await locks.unlockAll();
    },
  };
}

function formatUrl({ address, port }: AddressInfo): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
