import type { Secrets } from '../../../lib/access/secrets.ts';

/** A node that is serving. */
export interface RunningNode {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Uses other secrets from the next request on. */
  replaceSecrets(secrets: Secrets): void;
  /**
   * Stops: is not ready any more, and serves on for `drainMs` of its options. Then it accepts no
   * more connections, waits up to `graceMs` (30 s by default) for requests in flight, saves the
   * state of the peers, and unlocks the directories.
   */
  close(graceMs?: number): Promise<void>;
}

/** How long `close` waits for requests in flight unless it is asked to wait otherwise. */
export const defaultGraceMs = 30_000;
