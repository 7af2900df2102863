import type { JournalCursor } from '../context.ts';
import type { OperationKind } from './operation-kinds.ts';

/** What the cluster needs of the journal, beside what handlers need. */
export interface PeerJournal {
  /** Reads the released records of a kind from a position on. */
  openCursor(kind: OperationKind, position: number): JournalCursor;
  /** The sequence number of the oldest record that is kept. */
  firstSequence(): number;
  /** The sequence number that the next record will have. */
  nextSequence(): number;
  /** Makes the directory again, from what memory knows, when somebody has removed it. */
  ensureInPlace(): Promise<void>;
  /**
   * Removes the segments that no peer needs, because they end before this position; without peers
   * it is `Infinity`. What can't be removed now is tried again later.
   */
  compact(position: number): Promise<void>;
}
