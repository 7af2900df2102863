import { createEmptyCursor } from '../journal/empty-cursor.ts';
import type { JournalBackend } from '../journal/journal.ts';
import type { ObjectStore } from '../object-store/object-store.ts';
import { listObjects } from './list-objects.ts';
import type { ObjectDeletions } from './object-deletions.ts';

/**
 * The journal of a node on an object store: the store itself. A deletion is recorded by the mark
 * under its name, and an upload by the object. There are no peers, so a cursor finds nothing.
 */
export function createObjectJournal(
  store: Pick<ObjectStore, 'list' | 'head'>,
  deletions: ObjectDeletions,
): JournalBackend {
  let nextSequence = 1;
  let onPublish = (): void => undefined;

  return {
    tombstones: {
      get size() {
        return deletions.count;
      },
      // Another node may have deleted it at this moment.
      mayHave: () => true,
      has: deletions.has,
      async *names() {
        for await (const { name, isDeleted } of listObjects(store)) if (isDeleted) yield name;
      },
    },
    async append({ op, name }) {
      if (op === 'DELETE') await deletions.mark(name);
      nextSequence += 1;
      return { publish: () => onPublish() };
    },
    hasRecorded: () => true,
    forgetRecorded: () => undefined,
    checkSpace: async () => undefined,
    checkBallast: async () => undefined,
    openCursor: () => createEmptyCursor(() => nextSequence),
    firstSequence: () => nextSequence,
    nextSequence: () => nextSequence,
    ensureInPlace: async () => undefined,
    compact: async () => undefined,
    onPublish(listener) {
      onPublish = listener;
    },
    close: async () => undefined,
  };
}
