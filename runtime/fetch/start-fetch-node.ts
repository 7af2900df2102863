import { createClientFinder } from '../node/http/find-client.ts';
import { type NodeOptions, resolveNodeOptions } from '../node/node-options.ts';
import { drain } from '../node/open/drain.ts';
import { openLockedNode } from '../node/open/open-locked-node.ts';
import { defaultGraceMs, type RunningNode } from '../node/open/running-node.ts';
import { createFetchApplication } from './fetch-application.ts';
import type { StartFetchServer } from './fetch-server.ts';

/**
 * Starts a node behind a server that makes Fetch requests itself: opens it as on Node.js, and only
 * then listens. Rejects where the directories can't be used or the port is taken.
 */
export async function startFetchNode(
  options: NodeOptions,
  startServer: StartFetchServer,
): Promise<RunningNode> {
  const resolved = resolveNodeOptions(options);
  const findClient = createClientFinder(resolved.trustedProxies);
  const node = await openLockedNode(resolved);
  const application = createFetchApplication(node.ctx, { traffic: node.traffic, findClient });
  try {
    const server = await startServer(application.respond, resolved);
    node.startReplication();
    return {
      url: `http://${inUrl(resolved.host)}:${server.port}`,
      replaceSecrets: node.replaceSecrets,
      async close(graceMs = defaultGraceMs) {
        await drain(node.ctx, resolved.drainMs);
        node.ctx.peers.copies.stop();
        const timer = setTimeout(() => {
          server.abort();
          node.abort();
        }, graceMs);
        application.stop();
        await server.stop(application.finished);
        clearTimeout(timer);
        node.abort();
        // A handler may outlive its connection, but not the locks.
        await application.finished();
        await node.close();
      },
    };
  } catch (error) {
    await node.close();
    throw error;
  }
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
