import type { Role } from '../lib/access/access.ts';
import type { Config, RequestContext } from '../lib/context.ts';

/** Serves a request. What it throws becomes a response too (`handlers/errors/`). */
export type Handler = (request: Request, ctx: RequestContext) => Response | Promise<Response>;

/**
 * One row of the route table. Everything that depends on a route is derived from its row: routing,
 * `Allow`, CORS, authorization, and what the host does before the handler runs.
 */
export interface Route {
  /** As it is written in a URL; `*` stands for anything. The first match counts. */
  readonly path: string;
  readonly methods: readonly string[];
  readonly handler: Handler;
  /**
   * The role that the caller must have, if the node has secrets for it; `anyone` for none. Where it
   * has none for operators readers are operators.
   */
  readonly role: Exclude<Role, 'cluster'> | 'anyone';
  /** Whether the handler reads the body. A host makes no body for other routes. */
  readonly readsBody: boolean;
  /** Whether there may be none, which else is a 411. */
  readonly isBodyOptional?: boolean;
  /** Whether the limit of concurrent requests counts these. */
  readonly isLimited: boolean;
  /** Whether the path is that of a directory, with a slash at its end, and not of a file. */
  readonly isDirectory?: boolean;
  /**
   * Whether a URL that is signed for uploads with a prefix permits it, although the name is not in
   * the path: the handler compares both.
   */
  readonly takesSignedPrefix?: boolean;
  /** Adds to the headers of every response at this path that `handle` makes, refusals included. */
  readonly describe?: (headers: Headers, method: string, config: Config) => void;
  /** Whether only nodes use it: no page of another site may. */
  readonly isForNodes?: boolean;
}
