import type { JournalCursor } from './journal.ts';

/** Creates a cursor that every record lies behind, for a journal that keeps none. */
export function createEmptyCursor(position: () => number): JournalCursor {
  return {
    fill: async () => false,
    next: () => undefined,
    position,
    remaining: () => 0,
  };
}
