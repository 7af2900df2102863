import { maxBatchBytes, maxBatchedFileBytes, maxLineBytes } from './batch-format.ts';

/** How large a batch to one peer may be. */
export interface BatchSize {
  /** In bytes; enough for any operation that may go in a batch. */
  readonly bytes: number;
  /** A batch got through. */
  noteWhole(): void;
  /** A batch broke off: on a link that breaks often a smaller one gets through. */
  noteBroken(): void;
  /**
   * Somebody takes none of this size, be it a proxy. Returns whether a smaller one may be tried.
   */
  noteTooLarge(): boolean;
}

/** One operation always fits. */
const leastBytes = maxBatchedFileBytes + maxLineBytes;

/** Creates the size of the batches to a peer that was sent none yet. */
export function createBatchSize(): BatchSize {
  let most = maxBatchBytes;
  let bytes = maxBatchBytes;
  return {
    get bytes() {
      return bytes;
    },
    noteWhole() {
      bytes = Math.min(2 * bytes, most);
    },
    noteBroken() {
      bytes = Math.max(bytes / 2, leastBytes);
    },
    noteTooLarge() {
      most = Math.max(bytes / 2, leastBytes);
      const isSmaller = most < bytes;
      bytes = most;
      return isSmaller;
    },
  };
}
