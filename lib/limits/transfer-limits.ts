/** What transfers between nodes may take, and how long they are waited for. */
export interface TransferLimits {
  /** From this size on a file is sent so that it can be resumed. */
  readonly resumableFromBytes: number;
  /** How many broken transfers are kept, besides those under way. */
  readonly maxPartials: number;
  /** How long one is kept after its last byte. */
  readonly maxPartialAgeMs: number;
  /** How long a sender waits for another sender's transfer of the same file. */
  readonly maxWaitMs: number;
  /** A transfer in which nothing moves for this long holds up no other sender. */
  readonly stalledMs: number;
  /** Nor does one that has taken that long and is slower than this. */
  readonly minBytesPerSecond: number;
}

/** The limits of a node that was told nothing else. */
export const defaultTransferLimits: TransferLimits = {
  resumableFromBytes: 1024 * 1024,
  maxPartials: 32,
  maxPartialAgeMs: 24 * 60 * 60 * 1000,
  // Well below the idle limit of the sender, whose other operations wait meanwhile.
  maxWaitMs: 2000,
  // The idle limit of the sender: it has given up by then.
  stalledMs: 30_000,
  // A mebibyte a minute: where all links are slow, taking turns would gain nothing.
  minBytesPerSecond: 16 * 1024,
};
