import type { Respond } from './fetch/fetch-server.ts';
import { startFetchNode } from './fetch/start-fetch-node.ts';
import type { NodeOptions, ResolvedNodeOptions } from './node/node-options.ts';
import type { RunningNode } from './node/open/running-node.ts';

export type { NodeOptions } from './node/node-options.ts';
export type { RunningNode } from './node/open/running-node.ts';

/** What is used of `Bun.serve`. */
interface BunServer {
  readonly port: number;
  /** Accepts nothing more, and resolves when all responses are sent; `true` closes connections. */
  stop(closeActiveConnections?: boolean): Promise<void>;
  /** `null` where the connection is closed. */
  requestIP(request: Request): { readonly address: string } | null;
}

interface BunServeOptions {
  readonly hostname: string;
  readonly port: number;
  /** A larger body gets a 413 of Bun's own; 128 MiB by default. */
  readonly maxRequestBodySize: number;
  /** Seconds, 255 at most. */
  readonly idleTimeout: number;
  readonly fetch: (request: Request, server: BunServer) => Promise<Response>;
}

declare const Bun: {
  serve(options: BunServeOptions): BunServer;
};

const maxIdleSeconds = 255;

/**
 * Starts a node behind `Bun.serve`, with the options of `startNode` on Node.js. What this server
 * can't do is listed in docs/hosts.md.
 */
export function startBunNode(options: NodeOptions): Promise<RunningNode> {
  return startFetchNode(options, startServer);
}

function startServer(respond: Respond, { host, port, idleTimeoutMs }: ResolvedNodeOptions) {
  const server = Bun.serve({
    hostname: host,
    port,
    // The node has a limit of its own, and a response of its own for it.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    idleTimeout: Math.min(Math.ceil(idleTimeoutMs / 1000), maxIdleSeconds),
    fetch: (request, running) =>
      respond(withWholeUrl(request), running.requestIP(request)?.address),
  });
  return {
    port: server.port,
    stop: () => server.stop(),
    abort: () => void server.stop(true),
  };
}

/** A request of HTTP/1.0 may have no `Host`: then Bun gives its path alone as its URL. */
function withWholeUrl(request: Request): Request {
  return request.url.startsWith('/') ? new Request(`http://node${request.url}`, request) : request;
}
