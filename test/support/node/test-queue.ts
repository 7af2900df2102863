import type { JournalCursor, JournalEntry } from '../../../lib/journal/journal.ts';
import {
  createPeerQueue,
  type PeerPosition,
  type PeerQueue,
} from '../../../lib/pending/peer-queue.ts';
import { nameOf } from '../disk/open-test-storage.ts';

/** Reads records of a kind from a position on, as a journal's cursor does. */
function cursorOver(
  records: readonly JournalEntry[],
  kind: JournalEntry['op'],
  position: number,
): JournalCursor {
  const isOfKind = ({ op }: JournalEntry): boolean => op === kind;
  let next = position - 1;
  let readTo = next;
  return {
    async fill() {
      readTo = Math.min(next + 3, records.length);
      while (next < readTo && !isOfKind(records[next] as JournalEntry)) {
        next += 1;
        readTo = Math.min(next + 3, records.length);
      }
      return next < readTo;
    },
    next() {
      while (next < readTo && !isOfKind(records[next] as JournalEntry)) next += 1;
      if (next >= readTo) return undefined;
      next += 1;
      return records[next - 1];
    },
    position: () => next + 1,
    remaining: () => records.slice(next).filter(isOfKind).length,
  };
}

/** Uploads, on a limited number of names alternately. */
export function entries(count: number, names: number = count): JournalEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    op: 'PUT',
    name: nameOf(`file-${index % names}`, 'content'),
    seconds: index,
    sequence: index + 1,
  }));
}

/** The queue of a peer that knows nothing yet, or what was saved. */
export function queueOver(records: readonly JournalEntry[], restored?: PeerPosition): PeerQueue {
  const openCursor = (kind: JournalEntry['op'], position: number): JournalCursor =>
    cursorOver(records, kind, position);
  return createPeerQueue(openCursor, restored ?? { position: 1, setAside: [] });
}
