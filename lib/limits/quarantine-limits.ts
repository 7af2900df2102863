/** How many corrupt copies are taken, and when a copy counts as one that nobody is writing. */
export interface QuarantineLimits {
  /** From so many on none is taken any more: each may be the only one. */
  readonly maxCopies: number;
  /** The same for the bytes of all of them together; the last one may go beyond it. */
  readonly maxBytes: number;
  /** A file that was changed less than this long ago may not have been written to its end. */
  readonly recentMs: number;
}

/** The limits of a node that is configured with no others. */
export const defaultQuarantineLimits: QuarantineLimits = {
  maxCopies: 10_000,
  maxBytes: 10 * 1024 ** 3,
  recentMs: 10_000,
};
