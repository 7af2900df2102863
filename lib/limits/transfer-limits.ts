/** Limits to the transfers between nodes. */
export interface TransferLimits {
  /** Files of this size or more are sent in a way that can be resumed. */
  readonly resumableFromBytes: number;
  /** How many interrupted transfers are kept, besides those in progress. */
  readonly maxPartials: number;
  /** How long an interrupted transfer is kept after its last byte. */
  readonly maxPartialAgeMs: number;
  /** How long a sender waits for another sender's transfer of the same file. */
  readonly maxWaitMs: number;
  /** The same where the file came in a batch. */
  readonly maxBatchedWaitMs: number;
  /** A transfer without progress for this long does not block other senders. */
  readonly stalledMs: number;
  /** Nor does a transfer that has taken longer than `stalledMs` and is slower than this. */
  readonly minBytesPerSecond: number;
}

/** The limits of a node that is configured with no others. */
export const defaultTransferLimits: TransferLimits = {
  resumableFromBytes: 1024 * 1024,
  maxPartials: 32,
  maxPartialAgeMs: 24 * 60 * 60 * 1000,
  // Well below the sender's idle timeout, because its other operations wait meanwhile.
  maxWaitMs: 2000,
  // Few batches are under way at once, and one ends with the slowest of its operations.
  maxBatchedWaitMs: 100,
  // The sender's idle timeout: it has given up by then.
  stalledMs: 30_000,
  // A mebibyte per minute: where all links are slow, taking turns would gain nothing.
  minBytesPerSecond: 16 * 1024,
};
