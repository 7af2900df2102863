import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createClientFinder, type FindClient } from './node/http/find-client.ts';
import { createHttpServer } from './node/http/server.ts';
import {
  type NodeOptions,
  type ResolvedNodeOptions,
  resolveNodeOptions,
} from './node/node-options.ts';
import { drain } from './node/open/drain.ts';
import { type LockedNode, openLockedNode } from './node/open/open-locked-node.ts';
import { defaultGraceMs, type RunningNode } from './node/open/running-node.ts';
import { createResponseCache } from './node/response/response-cache.ts';

export {
  createNodeHandler,
  type NodeHandler,
  type NodeHandlerOptions,
  type NodeRequest,
  type NodeResponse,
} from './node/http/node-handler.ts';
export type { NodeOptions } from './node/node-options.ts';
export type { RunningNode } from './node/open/running-node.ts';

/**
 * Starts a node on a disk or on a bucket: makes and locks its directories, finishes what a crash
 * left half done, and only then listens. Rejects where the directories or the bucket can't be used,
 * or the port is taken.
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const resolved = resolveNodeOptions(options);
  const findClient = createClientFinder(resolved.trustedProxies);
  const node = await openLockedNode(resolved);
  try {
    return await listen(node, resolved, findClient);
  } catch (error) {
    await node.close();
    throw error;
  }
}

async function listen(
  node: LockedNode,
  options: ResolvedNodeOptions,
  findClient: FindClient | undefined,
): Promise<RunningNode> {
  const { storage, tombstones } = node.ctx;
  const nowMs = (): number => performance.now();
  // What another node has deleted a moment ago only such a storage knows.
  const maxBytes = storage.knowsDeleted ? 0 : options.cacheBytes;
  const { mount } = options;
  const cache = createResponseCache({ maxBytes, storage, tombstones, nowMs, mount });
  const { server, close, finished } = createHttpServer(node.ctx, {
    ...options,
    cache,
    traffic: node.traffic,
    findClient,
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  node.startReplication();
  return {
    url: formatUrl(server.address() as AddressInfo),
    replaceSecrets: node.replaceSecrets,
    async close(graceMs = defaultGraceMs) {
      await drain(node.ctx, options.drainMs);
      const closed = once(server, 'close');
      node.ctx.peers.copies.stop();
      close();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
      node.abort();
      // A handler may outlive its connection, but not the locks.
      await finished();
      await node.close();
    },
  };
}

function formatUrl({ address, port }: AddressInfo): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
