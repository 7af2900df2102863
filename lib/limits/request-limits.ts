/** Limits to what clients may have of a node at once, and to how slow they may be. */
export interface RequestLimits {
  /**
   * How many requests are handled at once, and how many uploads may wait for data from their
   * clients. Requests beyond that get a 503. Peers have separate limits of the same size.
   */
  readonly maxRequests: number;
  /** How long a client may send nothing of a body that is waited for. */
  readonly idleTimeoutMs: number;
  /** The minimum rate of a body that is waited for; 0 for no minimum. */
  readonly minBytesPerSecond: number;
  /** How much time is spent waiting for a body before its rate is judged. */
  readonly rateWindowMs: number;
}

/** The limits of a node that is configured with no others. */
export const defaultRequestLimits: RequestLimits = {
  // Each slow client occupies an upload, and many of them must not keep others out.
  maxRequests: 2048,
  idleTimeoutMs: 60_000,
  minBytesPerSecond: 100,
  rateWindowMs: 30_000,
};
