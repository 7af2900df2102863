/** How long a poll goes on, and how often it looks, in milliseconds. */
export interface PollOptions {
  readonly timeout: number;
  readonly interval: number;
}

/**
 * For whatever happens in another process, on a disk or in a browser: a machine that does other
 * things too may take many times as long for it. Only a hang takes this long. It is less than the
 * minute for which a node waits for a client: what must come at once does not pass by that.
 */
export const patience: PollOptions = { timeout: 45_000, interval: 50 };
