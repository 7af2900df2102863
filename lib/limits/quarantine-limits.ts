/** How many corrupt copies are kept, and when a copy counts as one that nobody is writing. */
export interface QuarantineLimits {
  readonly maxCopies: number;
  /** Of all of them together; the one that came last is kept whatever its size. */
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
