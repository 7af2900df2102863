import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Secrets } from '../lib/access/secrets.ts';
import type { Log } from '../lib/host/log.ts';
import { workingDirectory } from '../lib/names/request-name.ts';
import type { OpenNode } from '../lib/startup/open-node.ts';
import { closeDirectory } from './node/close-directory.ts';
import { createDirectoryLocks, type DirectoryLocks } from './node/directory-locks.ts';
import { createNodeFileSystem } from './node/file-system.ts';
import { createHttpServer } from './node/http/server.ts';
import { defaultLimits, type Limits } from './node/limits.ts';
import { type NodeContextOptions, openNodeContext } from './node/node-context.ts';
import { startHttpReplication } from './node/peers/start-http-replication.ts';
import { createResponseCache } from './node/response/response-cache.ts';
import { createNodeSecrets, type NodeSecrets } from './node/secrets.ts';
import { version } from './node/version.ts';

/** A node's settings, as the command line has them. */
export interface NodeOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly storage: string;
  readonly queue: string;
  /** Takes a storage directory that the queue does not remember, on purpose. */
  readonly newStorage?: boolean;
  /** Where clients reach this node, without a trailing slash; empty: `Location` is a path. */
  readonly publicUrl: string;
  readonly peerUrls: readonly string[];
  /** The URLs of removed peers that are gone for good. */
  readonly forget?: readonly string[];
  /** How long what is pending for other removed peers is kept; 14 days by default. */
  readonly forgetAfterMs?: number;
  readonly maxSizeBytes: number;
  readonly maxConnections: number;
  /** How much memory answers to reads of small files may take; 0 for none. */
  readonly cacheBytes: number;
  readonly idleTimeoutMs: number;
  readonly limits?: Partial<Limits>;
  /** How long a body is waited for before its rate is judged; 30 s by default. */
  readonly rateWindowMs?: number;
  /** How long the head of a request may take; 30 s by default. */
  readonly headersTimeoutMs?: number;
  /** How long a connection may stay open between two requests; 65 s by default. */
  readonly keepAliveTimeoutMs?: number;
  /** An HTTP proxy for connections to peers. */
  readonly proxy: string | undefined;
  /** Operations under way to one peer at once. */
  readonly concurrency: number;
  /** Who may do what; everybody everything unless told. */
  readonly secrets?: Secrets;
  /** Origins whose pages may use this node from a browser, `*` for all; none unless told. */
  readonly corsOrigins?: readonly string[];
  /**
   * Hosts that requests may name beside that of `publicUrl`, `*` for all. All may be named where
   * neither is given.
   */
  readonly allowedHosts?: readonly string[];
  readonly fsync: boolean;
  readonly log: Log;
  /** Whether every request is logged; no unless told. */
  readonly verbose?: boolean;
}

/** A node that is serving. */
export interface RunningNode {
  readonly url: string;
  /** Takes other secrets from the next request on. */
  replaceSecrets(secrets: Secrets): void;
  /** Takes no more connections, and waits up to `graceMs` for what is in flight. */
  close(graceMs?: number): Promise<void>;
}

const defaultGraceMs = 30_000;

/** Starts a node: directories, locks, recovery, and only then the listening socket. */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { fsync, log } = options;
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
  const { lock } = locks;
  const limits = { ...defaultLimits, ...options.limits };
  const secrets = createNodeSecrets(options.secrets);
  let state: OpenNode | undefined;
  try {
    await lock('queue');
    await lock('storage');
    const config = toConfig(options, limits);
    const wasStorageRemoved = (): Promise<boolean> => locks.wasRemoved('storage');
    const acceptNewStorage = options.newStorage === true;
    const { forget, forgetAfterMs } = options;
    const removal = {
      ...(forget && { forget }),
      ...(forgetAfterMs !== undefined && { forgetAfterMs }),
    };
    const host = { storage, queue, access: secrets.access, log, lock, wasStorageRemoved };
    state = await openNodeContext({ ...host, ...limits, ...removal, acceptNewStorage, config });
    return await listen(state, secrets, { ...options, limits }, locks);
  } catch (error) {
    await state?.close();
    await locks.unlockAll();
    throw error;
  }
}

/** Whoever may open a lock can hold it, and what the queue holds tells the names of files. */
async function closeDirectories({ queue, storage, log }: NodeOptions): Promise<void> {
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

function toConfig(
  { publicUrl, peerUrls, maxSizeBytes, corsOrigins = [] }: NodeOptions,
  { maxNameBytes, maxDepth }: Limits,
): NodeContextOptions['config'] {
  const names = { maxNameBytes, maxDepth };
  return { version, publicUrl, peerUrls, maxSizeBytes, ...names, corsOrigins };
}

async function listen(
  state: OpenNode,
  secrets: NodeSecrets,
  options: NodeOptions & { readonly limits: Limits },
  locks: DirectoryLocks,
): Promise<RunningNode> {
  const { storage, tombstones } = state.ctx;
  const nowMs = (): number => performance.now();
  const maxBytes = options.cacheBytes;
  const cache = createResponseCache({ maxBytes, storage, tombstones, nowMs });
  const { server, close, finished } = createHttpServer(state.ctx, { ...options, cache });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const cluster = startHttpReplication(state.peers, state.ctx, {
    ...options,
    secret: secrets.peerSecret,
  });
  state.onOperation(() => cluster.wake());
  return {
    url: formatUrl(server.address() as AddressInfo),
    replaceSecrets: (next) => secrets.replace(next),
    async close(graceMs = defaultGraceMs) {
      const closed = once(server, 'close');
      close();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
      // A handler may outlive its connection, and must not outlive the locks.
      await finished();
      await cluster.stop();
      await state.close();
      await locks.unlockAll();
    },
  };
}

function formatUrl({ address, port }: AddressInfo): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
