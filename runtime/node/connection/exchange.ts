import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request and its answer on a connection of Node's. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Whether the client waits for `100 Continue` before it sends the body. */
  expectsContinue: boolean;
  /** Whether somebody began to read the body. */
  bodyReadStarted: boolean;
  /**
   * Whether the rest of the body can't be understood; `request` emits `brokenBody` when that
   * shows.
   */
  bodyUnparseable: boolean;
  /**
   * How long the client may send nothing while it is waited for, or take nothing of the answer.
   */
  readonly idleTimeoutMs: number;
  /** Whether this is the last exchange on its connection. */
  mustClose: boolean;
}
