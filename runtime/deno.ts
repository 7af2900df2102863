import type { Respond } from './fetch/fetch-server.ts';
import { startFetchNode } from './fetch/start-fetch-node.ts';
import type { NodeOptions, ResolvedNodeOptions } from './node/node-options.ts';
import type { RunningNode } from './node/open/running-node.ts';

export type { NodeOptions } from './node/node-options.ts';
export type { RunningNode } from './node/open/running-node.ts';

/** What is used of `Deno.serve`. */
interface DenoServer {
  readonly addr: { readonly port: number };
  /** Accepts nothing more, and resolves when all responses are sent. */
  shutdown(): Promise<void>;
}

interface DenoServeOptions {
  readonly hostname: string;
  readonly port: number;
  /** Closes all connections when it aborts. */
  readonly signal: AbortSignal;
  readonly onListen: () => void;
}

/** What a handler gets beside the request. */
interface DenoConnection {
  readonly remoteAddr: { readonly hostname: string };
}

declare const Deno: {
  serve(
    options: DenoServeOptions,
    handler: (request: Request, connection: DenoConnection) => Promise<Response>,
  ): DenoServer;
};

/**
 * Starts a node behind `Deno.serve`, with the options of `startNode` on Node.js. What this server
 * can't do is listed in docs/hosts.md.
 */
export function startDenoNode(options: NodeOptions): Promise<RunningNode> {
  return startFetchNode(options, startServer);
}

function startServer(respond: Respond, { host, port }: ResolvedNodeOptions) {
  const all = new AbortController();
  const listening = { hostname: host, port, signal: all.signal, onListen: () => undefined };
  const server = Deno.serve(listening, (request, { remoteAddr }) =>
    respond(request, remoteAddr.hostname),
  );
  return {
    port: server.addr.port,
    async stop(finished: () => Promise<void>) {
      // It would break off the uploads in flight.
      await finished();
      await server.shutdown();
    },
    abort: () => all.abort(),
  };
}
