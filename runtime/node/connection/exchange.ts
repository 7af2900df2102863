import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../../../lib/access/access.ts';
import type { MovedBytes } from '../metrics/traffic.ts';

/** A request of Express or Connect has the whole path beside the rest of it in `app.use`. */
export type FrameworkRequest = IncomingMessage & { originalUrl?: string | undefined };

/** A request and its response, and what the parts of this host tell each other about them. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Who sends the request; absent until somebody needs it. */
  caller?: Caller;
  /** Where the client is; absent until somebody needs it, and where no proxy is trusted. */
  client?: string | undefined;
  /** Whether the client waits for `100 Continue` before it sends the body. */
  expectsContinue: boolean;
  /** Whether reading of the body has started. */
  bodyReadStarted: boolean;
  /**
   * Whether Node's parser gave up in the middle of the body. `request` emits `bodyUnparseable` when
   * that happens.
   */
  bodyUnparseable: boolean;
  /**
   * How long the client may send nothing while the body is being read, or take nothing of the
   * response.
   */
  readonly idleTimeoutMs: number;
  /** Counts the bytes of bodies, of this exchange and all others of the server. */
  readonly bytes: MovedBytes;
  /** How many bytes of the request's body were read so far. */
  received: number;
  /** How many bytes of the response's body were passed on to the connection so far. */
  sent: number;
  /** Whether the connection is to be closed after this response. */
  mustClose: boolean;
}
