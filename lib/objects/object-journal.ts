import type { JournalBackend } from '../journal/journal.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { ObjectStore } from '../object-store/object-store.ts';
import { createForeignDeletions } from './foreign-deletions.ts';
import { listObjects } from './list-objects.ts';
import type { ObjectDeletions } from './object-deletions.ts';

/** A journal that can be told what others have done to the bucket. */
export interface ObjectJournal extends JournalBackend {
  /** Lets the peers know of a deletion that others have made, at a time in Unix seconds. */
  noteForeign(name: StoredName, seconds: number): void;
}

/**
 * The journal of a node on an object store: the store itself. A deletion is recorded by the mark
 * under its name, and an upload by the object. Whoever is a peer has sent both to this node, or
 * finds them by a comparison. So a cursor finds nothing but the deletions of others.
 */
export function createObjectJournal(
  store: Pick<ObjectStore, 'list' | 'head'>,
  deletions: ObjectDeletions,
): ObjectJournal {
  const foreign = createForeignDeletions();
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
    askSpace: async () => undefined,
    checkBallast: async () => undefined,
    openCursor: (kind, position) => foreign.openCursor(kind, position, () => nextSequence),
    firstSequence: () => foreign.firstSequence ?? nextSequence,
    nextSequence: () => nextSequence,
    ensureInPlace: async () => undefined,
    compact: async (position) => foreign.dropBefore(position),
    noteForeign(name, seconds) {
      if (!foreign.add({ op: 'DELETE', name, seconds, sequence: nextSequence })) return;
      nextSequence += 1;
      onPublish();
    },
    onPublish(listener) {
      onPublish = listener;
    },
    close: async () => undefined,
  };
}
