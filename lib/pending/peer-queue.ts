import type { JournalCursor, JournalEntry, Operation } from '../journal/journal.ts';
import { type OperationKind, operationKinds } from '../journal/journal.ts';
import type { MemoryLimits } from '../limits/memory-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import { createQueueLane, type QueueLane } from './queue-lane.ts';

/**
 * What is remembered of a peer between two runs: the uploads before `position`, and the deletions
 * before `deletions`, are acknowledged or set aside. Where `deletions` is missing an earlier
 * version has read both kinds up to `position`.
 */
export interface PeerPosition {
  readonly position: number;
  readonly deletions?: number;
  readonly setAside: readonly Operation[];
  /** The id that the node there showed last. */
  readonly nodeId?: string;
  /** When its URL was found to be configured no more, in Unix seconds; absent while it is. */
  readonly removedAt?: number;
}

/**
 * What one peer is owed, in two lanes: deletions never wait for uploads, nor uploads for deletions.
 * Operations on one name go one after the other.
 */
export interface PeerQueue {
  /**
   * The next operation of these kinds that may be sent now, a deletion first; the caller ends it
   * with `acknowledge` or `setAside`. One caller at a time.
   */
  next(nowMs: number, kinds?: readonly OperationKind[]): Promise<JournalEntry | undefined>;
  /**
   * The same of those never tried, in this order of kinds, unless that many of the kind are set
   * aside already.
   */
  nextFresh(enough: number, order?: readonly OperationKind[]): Promise<JournalEntry | undefined>;
  /** The same of those set aside: the one tried longest ago, ready or not. */
  nextDeferred(): JournalEntry | undefined;
  acknowledge(entry: JournalEntry): void;
  defer(entry: JournalEntry, nowMs: number): void;
  /** Makes everything that was set aside ready at once. */
  retryDeferredNow(): void;
  /** Begins again with this sequence number, whatever was acknowledged since. */
  rewind(first: number): void;
  /** Takes over operations that are pending for the same node under another URL. */
  adopt(operations: readonly Operation[]): void;
  /** How many operations the peer has not acknowledged (I7). */
  readonly length: number;
  readonly deferredCount: number;
  /**
   * When the first of the operations of these kinds that are set aside may be tried again;
   * `undefined` when none waits.
   */
  nextRetryMs(kinds?: readonly OperationKind[]): number | undefined;
  /** When the oldest operation was recorded, in Unix seconds, as far as it has been looked at. */
  oldestSeconds(): number | undefined;
  snapshot(): PeerPosition;
}

/** Opens a peer's queue where it was left; `openCursor` reads the journal's records of a kind. */
export function createPeerQueue(
  openCursor: (kind: OperationKind, position: number) => JournalCursor,
  restored: PeerPosition,
  windows?: MemoryLimits,
): PeerQueue {
  const namesInFlight = new Set<StoredName>();
  const { position, deletions = position } = restored;
  const lanes = { PUT: openLane('PUT', position), DELETE: openLane('DELETE', deletions) };
  const both = Object.values(lanes);

  function openLane(kind: OperationKind, from: number): QueueLane {
    const deferred = restored.setAside.filter(({ op }) => op === kind);
    return createQueueLane(openCursor(kind, from), deferred, namesInFlight, windows);
  }

  async function firstOf(
    kinds: readonly OperationKind[],
    take: (lane: QueueLane) => Promise<JournalEntry | undefined>,
  ): Promise<JournalEntry | undefined> {
    for (const kind of kinds) {
      const entry = await take(lanes[kind]);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  return {
    next: (nowMs, kinds = operationKinds) => firstOf(kinds, (lane) => lane.next(nowMs)),
    nextFresh: (enough, order = operationKinds) => firstOf(order, (lane) => lane.nextFresh(enough)),
    nextDeferred() {
      const tried = (lane: QueueLane): number => lane.oldestTryMs() ?? Infinity;
      const isUploadOlder = tried(lanes.PUT) < tried(lanes.DELETE);
      return (isUploadOlder ? lanes.PUT : lanes.DELETE).nextDeferred();
    },
    acknowledge: (entry) => lanes[entry.op].acknowledge(entry),
    defer: (entry, nowMs) => lanes[entry.op].defer(entry, nowMs),
    retryDeferredNow() {
      for (const lane of both) lane.retryDeferredNow();
    },
    adopt(operations) {
      for (const operation of operations) lanes[operation.op].adopt(operation);
    },
    rewind(first) {
      for (const kind of operationKinds) lanes[kind].rewind(openCursor(kind, first));
    },
    get length() {
      return lanes.PUT.length + lanes.DELETE.length;
    },
    get deferredCount() {
      return lanes.PUT.deferredCount + lanes.DELETE.deferredCount;
    },
    nextRetryMs: (kinds = operationKinds) => least(kinds.map((kind) => lanes[kind].nextRetryMs())),
    oldestSeconds: () => least(both.map((lane) => lane.oldestSeconds())),
    snapshot() {
      const [uploads, deleted] = [lanes.PUT.snapshot(), lanes.DELETE.snapshot()];
      return {
        position: uploads.position,
        deletions: deleted.position,
        setAside: [...uploads.setAside, ...deleted.setAside],
      };
    },
  };
}

function least(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
