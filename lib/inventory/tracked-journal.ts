import type { JournalBackend, Operation, UnpublishedRecord } from '../journal/journal.ts';
import type { Storage } from '../storage/storage.ts';
import { askSize } from './ask-size.ts';
import type { MutableInventory } from './inventory.ts';

/**
 * The same journal, whose deletions are noted in the inventory as soon as they are durable. The
 * storage is asked for the size of a file that is going to be deleted, while it is still there.
 */
export function createTrackedJournal(
  journal: JournalBackend,
  inventory: Pick<MutableInventory, 'stored' | 'fingerprintName' | 'noteDeleted'>,
  storage: Pick<Storage, 'sizeOf'>,
): JournalBackend {
  async function appendDeletion(operation: Operation): Promise<UnpublishedRecord> {
    const { name } = operation;
    const isStored = inventory.stored.has(inventory.fingerprintName(name));
    const sizeBytes = isStored ? await askSize(storage, name) : undefined;
    const record = await journal.append(operation);
    inventory.noteDeleted(name, sizeBytes);
    return record;
  }

  return {
    ...journal,
    append: (operation) =>
      operation.op === 'DELETE' ? appendDeletion(operation) : journal.append(operation),
  };
}
