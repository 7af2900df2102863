/**
 * What is pending for one peer: the operations of the journal that it has not acknowledged.
 *
 * A queue has two *lanes*, one of uploads and one of deletions (queue-lane.ts), so that neither
 * waits for the other. An operation in a lane is in one of these states: *unread* (in the journal,
 * from the lane's position on), *waiting* (read, but held up by another operation on its name),
 * *in flight*, or *deferred* (the peer did not accept it, and it is retried with its own back-off,
 * deferral.ts).
 * `acknowledge` and `defer` end what `next` began. `rewind` makes everything from a position on
 * unread again.
 *
 * Invariant: at most one operation on a name is in flight, and an operation leaves the queue only
 * by `acknowledge` (I1); `length` counts exactly those that have not (I7). The queue itself is in
 * memory. `snapshot` is what is saved of it (peer-positions.ts): after a crash everything that was
 * acknowledged since the last save is sent once more, and nothing is lost.
 */
import { smallest } from '../collections/smallest.ts';
import type { JournalCursor, JournalEntry, Operation } from '../journal/journal.ts';
import { type OperationKind, operationKinds } from '../journal/journal.ts';
import type { MemoryLimits } from '../limits/memory-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { DeferralReason } from './deferral.ts';
import { createQueueLane, type QueueLane } from './queue-lane.ts';
import { createRepairLanes } from './repair-lanes.ts';

/**
 * How far a peer is, as saved in `peers.json`, whose field names these are. The uploads before
 * `position` and the deletions before `deletions` are acknowledged or deferred. A file of an
 * earlier version has no `deletions`: there both kinds were read up to `position`.
 */
export interface PeerPosition {
  readonly position: number;
  readonly deletions?: number;
  /** The deferred operations from before the positions. */
  readonly setAside: readonly Operation[];
  /** The node id that the peer showed last. */
  readonly nodeId?: string;
  /** When its URL was first missing from the configuration, in Unix seconds. */
  readonly removedAt?: number;
}

/** What is pending for one peer; operations on one name are sent one after the other. */
export interface PeerQueue {
  /**
   * The next operation of these kinds that may be sent now, a deletion first; the caller ends it
   * with `acknowledge` or `defer`. One caller at a time.
   */
  next(nowMs: number, kinds?: readonly OperationKind[]): Promise<JournalEntry | undefined>;
  /**
   * The next operation never tried, in this order of kinds; of a kind of which `maxDeferred` are
   * deferred already, none.
   */
  nextFresh(
    maxDeferred: number,
    order?: readonly OperationKind[],
  ): Promise<JournalEntry | undefined>;
  /**
   * The deferred operation that was tried longest ago, even if its back-off is not over; before
   * those that the peer has refused for good, unless their back-off is.
   */
  nextDeferred(): JournalEntry | undefined;
  /** Removes an operation for good. */
  acknowledge(entry: JournalEntry): void;
  /** Keeps an operation that the peer did not accept for a retry. */
  defer(entry: JournalEntry, nowMs: number, why?: DeferralReason): void;
  /** Ends the back-off of every operation that is deferred for this reason. */
  retryDeferredNow(why: DeferralReason): void;
  /** Reads the journal again from this sequence number on, whatever was acknowledged since. */
  rewind(first: number): void;
  /** Adds operations that are pending for the same node under another URL, as deferred. */
  adopt(operations: readonly Operation[]): void;
  /**
   * Sends what a cursor finds, beside what is in the journal, until nothing of it is left. None of
   * it is saved. What the last call of this kind has left is given up.
   */
  repair(kind: OperationKind, cursor: JournalCursor): void;
  /** Whether operations of repairs are left that were not tried yet, or are in flight. */
  readonly isRepairing: boolean;
  /** How many operations of repairs were acknowledged. */
  readonly repaired: number;
  /** Whether all records of the journal before this sequence number were read. */
  hasRead(sequence: number): boolean;
  /** The names of the operations of a kind that were read and are not acknowledged. */
  names(kind: OperationKind): readonly StoredName[];
  /** The first of the deferred operations, so many at most. */
  deferred(most: number): readonly Operation[];
  /** How many operations the peer has not acknowledged (I7). */
  readonly length: number;
  readonly deferredCount: number;
  /**
   * When the first deferred operation of these kinds may be retried, in Unix milliseconds;
   * `undefined` when there is none.
   */
  nextRetryMs(kinds?: readonly OperationKind[]): number | undefined;
  /** When the oldest of the operations read so far was recorded, in Unix seconds. */
  oldestSeconds(): number | undefined;
  /** What must be saved to open the queue again with nothing lost. */
  snapshot(): PeerPosition;
}

/** Opens a peer's queue where it was left; `openCursor` reads the journal's records of a kind. */
export function createPeerQueue(
  openCursor: (kind: OperationKind, position: number) => JournalCursor,
  restored: PeerPosition,
  memoryLimits?: MemoryLimits,
): PeerQueue {
  const namesInFlight = new Set<StoredName>();
  const { position, deletions = position } = restored;
  const lanes = { PUT: openLane('PUT', position), DELETE: openLane('DELETE', deletions) };
  const repairs = createRepairLanes(namesInFlight, memoryLimits);
  let repaired = 0;

  function openLane(kind: OperationKind, from: number): QueueLane {
    const deferred = restored.setAside.filter(({ op }) => op === kind);
    return createQueueLane(openCursor(kind, from), deferred, namesInFlight, memoryLimits);
  }

  function allLanes(kinds: readonly OperationKind[] = operationKinds): readonly QueueLane[] {
    return [...kinds.map((kind) => lanes[kind]), ...repairs.of(kinds)];
  }

  /** What is new goes before what is repaired. */
  async function firstOf(
    kinds: readonly OperationKind[],
    take: (lane: QueueLane) => Promise<JournalEntry | undefined>,
  ): Promise<JournalEntry | undefined> {
    for (const kind of kinds) {
      const entry = await take(lanes[kind]);
      if (entry !== undefined) return entry;
    }
    for (const lane of repairs.of(kinds)) {
      const entry = await take(lane);
      if (entry !== undefined) return repairs.begin(lane, entry);
    }
    return undefined;
  }

  return {
    next: (nowMs, kinds = operationKinds) => firstOf(kinds, (lane) => lane.next(nowMs)),
    nextFresh: (maxDeferred, order = operationKinds) =>
      firstOf(order, (lane) => lane.nextFresh(maxDeferred)),
    nextDeferred() {
      const turnMs = (lane: QueueLane): number => lane.nextTurnMs() ?? Infinity;
      const [first] = allLanes().toSorted((one, other) => turnMs(one) - turnMs(other));
      const entry = first?.nextDeferred();
      if (first === undefined || entry === undefined || first === lanes[entry.op]) return entry;
      return repairs.begin(first, entry);
    },
    acknowledge(entry) {
      const lane = repairs.end(entry);
      if (lane !== undefined) repaired += 1;
      (lane ?? lanes[entry.op]).acknowledge(entry);
    },
    defer(entry, nowMs, why = 'failed') {
      (repairs.end(entry) ?? lanes[entry.op]).defer(entry, nowMs, why);
    },
    retryDeferredNow(why) {
      for (const lane of allLanes()) lane.retryDeferredNow(why);
    },
    adopt(operations) {
      for (const operation of operations) lanes[operation.op].adopt(operation);
    },
    repair: repairs.add,
    get isRepairing() {
      return repairs.isRepairing;
    },
    get repaired() {
      return repaired;
    },
    hasRead: (sequence) => operationKinds.every((kind) => lanes[kind].position() >= sequence),
    names: (kind) => allLanes([kind]).flatMap((lane) => lane.names()),
    deferred: (most) =>
      allLanes()
        .flatMap((lane) => lane.deferred(most))
        .slice(0, most),
    rewind(first) {
      for (const kind of operationKinds) lanes[kind].rewind(openCursor(kind, first));
    },
    get length() {
      return allLanes().reduce((sum, { length }) => sum + length, 0);
    },
    get deferredCount() {
      return allLanes().reduce((sum, { deferredCount }) => sum + deferredCount, 0);
    },
    nextRetryMs: (kinds = operationKinds) =>
      smallest(allLanes(kinds).map((lane) => lane.nextRetryMs())),
    oldestSeconds: () => smallest(allLanes().map((lane) => lane.oldestSeconds())),
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
