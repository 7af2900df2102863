import type { StoredName } from '../names/stored-name.ts';
import { createTombstoneSet } from '../tombstones/tombstones.ts';
import { createEmptyCursor } from './empty-cursor.ts';
import type { JournalBackend } from './journal.ts';

/*
 * A journal without a disk and without peers, for tests of an application and for trying handlers.
 *
 * It remembers what handlers ask for: which names have a tombstone, and which uploads were
 * recorded. A record itself has no reader, so none is kept, as a journal on a disk drops the
 * records that every peer has acknowledged. Nothing is left after a crash.
 */

/**
 * Creates a journal in memory. It is for a node without peers: a cursor finds nothing to send.
 * Memory grows with the names that were ever stored or deleted.
 */
export function createMemoryJournal(): JournalBackend {
  const tombstones = createTombstoneSet();
  const recorded = new Set<StoredName>();
  let nextSequence = 1;
  let onPublish = (): void => undefined;

  return {
    tombstones,
    async append({ op, name }) {
      nextSequence += 1;
      if (op === 'PUT') {
        recorded.add(name);
      } else {
        tombstones.add(name);
        recorded.delete(name);
      }
      return { publish: () => onPublish() };
    },
    hasRecorded: (name) => recorded.has(name),
    forgetRecorded: (name) => void recorded.delete(name),
    checkSpace: async () => undefined,
    askSpace: async () => undefined,
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
