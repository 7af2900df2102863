/**
 * Runs an attempt until it succeeds, or until the signal aborts, and then rejects. After a failure
 * it waits as long as `delayMs` says, in milliseconds, and rejects with the failure when that says
 * `undefined`.
 */
export type Retry = (
  attempt: () => Promise<void>,
  delayMs: (error: unknown) => number | undefined,
  signal: AbortSignal,
) => Promise<void>;
