import type { JournalCursor, JournalEntry } from '../../lib/context.ts';
import { createPeerQueue, type PeerPosition, type PeerQueue } from '../../lib/peer-queue.ts';
import { nameOf } from './open-test-storage.ts';

/** A journal of so many records on so many names, read from a position on. */
function cursorOver(records: readonly JournalEntry[], position: number): JournalCursor {
  let next = position - 1;
  let readTo = next;
  return {
    async fill() {
      readTo = Math.min(next + 3, records.length);
      return next < readTo;
    },
    take() {
      if (next >= readTo) return undefined;
      next += 1;
      return records[next - 1];
    },
    position: () => next + 1,
    remaining: () => records.length - next,
  };
}

/** So many uploads, on so many names in turn. */
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
  const position = restored?.position ?? 1;
  return createPeerQueue(cursorOver(records, position), restored ?? { position, setAside: [] });
}
