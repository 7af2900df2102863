import { createEmptyCursor } from '../journal/empty-cursor.ts';
import type { JournalCursor, JournalEntry, OperationKind } from '../journal/journal.ts';

/**
 * How many wait for the peers at most. What does not fit is found by a comparison, which has to
 * list the bucket for their names.
 */
const maxEntries = 10_000;

/**
 * Deletions in a bucket that were made by others than this process, on their way to the peers. They
 * are in memory only: after a restart a comparison finds what the peers lack of them.
 */
export interface ForeignDeletions {
  /** Adds one, behind all others; `false` where there is no space for it. */
  add(entry: JournalEntry): boolean;
  /** The sequence number of the first; `undefined` where there is none. */
  readonly firstSequence: number | undefined;
  /** Reads the deletions from a position on; `nextSequence` is where the journal ends. */
  openCursor(kind: OperationKind, position: number, nextSequence: () => number): JournalCursor;
  /** Drops those before a position: all peers have acknowledged them. */
  dropBefore(position: number): void;
}

/** Creates an empty list. */
export function createForeignDeletions(): ForeignDeletions {
  let entries: JournalEntry[] = [];

  function openCursor(position: number, nextSequence: () => number): JournalCursor {
    let at = position;
    let batch: readonly JournalEntry[] = [];
    let taken = 0;
    const unread = (): readonly JournalEntry[] => entries.filter(({ sequence }) => sequence >= at);
    return {
      async fill() {
        if (taken === batch.length) {
          batch = unread();
          taken = 0;
          at = nextSequence();
        }
        return taken < batch.length;
      },
      next() {
        const entry = batch[taken];
        if (entry !== undefined) taken += 1;
        return entry;
      },
      position: () => batch[taken]?.sequence ?? at,
      remaining: () => unread().length + batch.length - taken,
    };
  }

  return {
    add(entry) {
      if (entries.length === maxEntries) return false;
      entries.push(entry);
      return true;
    },
    get firstSequence() {
      return entries[0]?.sequence;
    },
    openCursor: (kind, position, nextSequence) =>
      kind === 'DELETE' ? openCursor(position, nextSequence) : createEmptyCursor(nextSequence),
    dropBefore(position) {
      entries = entries.filter(({ sequence }) => sequence >= position);
    },
  };
}
