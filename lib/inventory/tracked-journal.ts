import type { JournalBackend } from '../journal/journal.ts';
import type { MutableInventory } from './inventory.ts';

/** The same journal, whose deletions are noted in the inventory as soon as they are durable. */
export function createTrackedJournal(
  journal: JournalBackend,
  inventory: Pick<MutableInventory, 'noteDeleted'>,
): JournalBackend {
  return {
    ...journal,
    async append(operation) {
      const record = await journal.append(operation);
      if (operation.op === 'DELETE') inventory.noteDeleted(operation.name);
      return record;
    },
  };
}
