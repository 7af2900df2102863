import type { ResolvedNodeOptions } from '../node/node-options.ts';

/** A server of an engine's own, which makes Fetch requests of what it receives. */
export interface FetchServer {
  readonly port: number;
  /**
   * Accepts no more connections; resolves when the responses in flight are sent. `finished`
   * resolves when no handler is running any more, for a server that would cut off uploads before.
   */
  stop(finished: () => Promise<void>): Promise<void>;
  /** Closes all connections. */
  abort(): void;
}

/** Responds to a request on a connection from an address, if that is known; never rejects. */
export type Respond = (request: Request, connection?: string) => Promise<Response>;

/** Starts a server; throws or rejects where the port is taken. */
export type StartFetchServer = (
  respond: Respond,
  options: ResolvedNodeOptions,
) => FetchServer | Promise<FetchServer>;
