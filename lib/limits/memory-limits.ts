/**
 * How much a node remembers, or holds ready, at once. What falls out is looked up, read or told
 * again, never lost; tests make the windows small so that it happens.
 */
export interface MemoryLimits {
  /** Copies known to match their names; the least recently used goes first. */
  readonly rememberedCopies: number;
  /** Directories known to be synced. */
  readonly rememberedDirectories: number;
  /** Records of the journal read ahead at a time, for each peer and kind of operation. */
  readonly batchRecords: number;
  /**
   * Operations of one kind that a peer refused and that are set aside; with so many no more of the
   * kind are read.
   */
  readonly maxDeferred: number;
  /** Operations read ahead of what may be sent because one on the same name is under way. */
  readonly maxWaiting: number;
}

/** The windows of a node that serves. */
export const defaultMemoryLimits: MemoryLimits = {
  rememberedCopies: 50_000,
  rememberedDirectories: 10_000,
  batchRecords: 1000,
  maxDeferred: 5000,
  maxWaiting: 1000,
};
