/**
 * How much a node keeps in memory at once. What does not fit is read, verified or sent again later,
 * never lost; tests set small limits to make that happen.
 */
export interface MemoryLimits {
  /** Copies known to match their names; the one used least recently is forgotten first. */
  readonly rememberedCopies: number;
  /** Directories known to be synced; the one used least recently is forgotten first. */
  readonly rememberedDirectories: number;
  /** Journal records read ahead at a time, for each peer and kind of operation. */
  readonly batchRecords: number;
  /** Deferred operations of one kind, for each peer; with so many, no more of the kind are read. */
  readonly maxDeferred: number;
  /** Operations that wait because another one on the same name is in flight, for each peer. */
  readonly maxWaiting: number;
}

/** The limits of a node that serves. */
export const defaultMemoryLimits: MemoryLimits = {
  rememberedCopies: 50_000,
  rememberedDirectories: 10_000,
  batchRecords: 1000,
  maxDeferred: 5000,
  maxWaiting: 1000,
};
