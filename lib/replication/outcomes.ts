import { DeliveryError } from '../delivery/delivery-error.ts';
import type { JournalEntry } from '../journal/journal.ts';
import type { OperationCounts, OperationResult } from '../pending/peers.ts';

/** Counts what became of the operations that were sent to one peer. */
export interface Outcomes {
  note(entry: Pick<JournalEntry, 'op'>, result: OperationResult): void;
  /** The same for an operation that was not delivered, by its error. */
  noteFailure(entry: Pick<JournalEntry, 'op'>, error: unknown): void;
  counts(): OperationCounts;
}

/** What is counted where nothing was sent yet. */
const none = { acknowledged: 0, skipped: 0, rejected: 0, failed: 0 };

/** Creates the counts of a peer to which nothing was sent yet. */
export function createOutcomes(): Outcomes {
  const counts = { PUT: { ...none }, DELETE: { ...none } };

  function note({ op }: Pick<JournalEntry, 'op'>, result: OperationResult): void {
    counts[op][result] += 1;
  }

  return {
    note,
    noteFailure(entry, error) {
      const isRejected = error instanceof DeliveryError && error.kind === 'rejected';
      note(entry, isRejected ? 'rejected' : 'failed');
    },
    counts: () => counts,
  };
}
