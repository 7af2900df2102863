/** Exponential back-off: the waits after the failures in a row, in milliseconds. */
export interface RetryPolicy {
  readonly firstDelayMs: number;
  /** What each wait is multiplied by to get the next one. */
  readonly factor: number;
  readonly maxDelayMs: number;
}

export interface RetryOptions extends RetryPolicy {
  /**
   * Whether to wait and try again after a failure. When it says `false`, `retry` rejects with that
   * failure at once. A `TypeError` is a bug and must not be retried.
   */
  readonly shouldRetry: (error: unknown) => boolean;
  /** Ends a wait at once; an attempt that is running is awaited first. */
  readonly signal: AbortSignal;
}

/**
 * Runs an attempt until it succeeds. After a failure it waits according to the policy and tries
 * again. Rejects with the failure when it should not be retried, and with the signal's reason once
 * that has aborted. It never settles while an attempt is running.
 */
export type Retry = (attempt: () => Promise<void>, options: RetryOptions) => Promise<void>;
