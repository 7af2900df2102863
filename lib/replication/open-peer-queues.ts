import { peerKey, peerName } from '../delivery/peer-url.ts';
import type { Log } from '../host/log.ts';
import type { JournalCursor, Operation, OperationKind, PeerJournal } from '../journal/journal.ts';
import type { MemoryLimits } from '../limits/memory-limits.ts';
import type { PeerPositions } from '../pending/peer-positions.ts';
import { createPeerQueue, type PeerPosition, type PeerQueue } from '../pending/peer-queue.ts';

export interface PeerQueuesOptions {
  /** The positions saved last. */
  readonly saved: PeerPositions;
  /** The URLs that are configured. */
  readonly peerUrls: readonly string[];
  readonly journal: PeerJournal;
  readonly memoryLimits: MemoryLimits;
  readonly log: Log;
}

/** Opens the queue of each configured peer where it was left, by URL, and logs which are new. */
export function openPeerQueues(options: PeerQueuesOptions): ReadonlyMap<string, PeerQueue> {
  return new Map(options.peerUrls.map((url) => [url, openConfigured(url, options)]));
}

/** Opens a queue at a position saved earlier, which the journal may not have reached again. */
export function openQueueAt(
  restored: PeerPosition,
  { journal, memoryLimits }: PeerQueuesOptions,
): PeerQueue {
  const openCursor = (kind: OperationKind, position: number): JournalCursor =>
    journal.openCursor(kind, Math.min(position, journal.nextSequence()));
  return createPeerQueue(openCursor, restored, memoryLimits);
}

function openConfigured(url: string, options: PeerQueuesOptions): PeerQueue {
  const { saved, journal, log } = options;
  const known = saved.get(peerKey(url));
  if (known !== undefined) return openQueueAt(known, options);
  const peer = peerName(url);
  const message =
    'a peer is new: it gets what it lacks, but of 1.0.0 or earlier only what is in the journal';
  if (journal.nextSequence() === 1) log.debug('a peer is new', { peer });
  else log.warn(message, { peer });
  // What others rejected may be in no journal any more, and be meant for this peer's new URL.
  const setAside = deferredAnywhere(saved);
  return openQueueAt({ position: journal.firstSequence(), setAside }, options);
}

function deferredAnywhere(saved: PeerPositions): readonly Operation[] {
  const all = [...saved.values()].flatMap(({ setAside }) => setAside);
  return [...new Map(all.map((operation) => [operation.op + operation.name, operation])).values()];
}
