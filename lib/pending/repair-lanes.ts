import type { JournalCursor, JournalEntry, OperationKind } from '../journal/journal.ts';
import type { MemoryLimits } from '../limits/memory-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import { createQueueLane, type QueueLane } from './queue-lane.ts';

/** The lanes of what a peer lacks beyond the journal; none of it is saved. */
export interface RepairLanes {
  /** The lanes of these kinds. */
  of(kinds: readonly OperationKind[]): readonly QueueLane[];
  /** Sends what a cursor finds, too. What the last cursor of this kind has left is given up. */
  add(kind: OperationKind, cursor: JournalCursor): void;
  /** Notes that an entry of a lane is in flight. */
  begin(lane: QueueLane, entry: JournalEntry): JournalEntry;
  /** The lane of an entry whose time in flight ends; `undefined` for one of the journal. */
  end(entry: JournalEntry): QueueLane | undefined;
  /** Whether anything is left that was not tried yet, or is in flight. */
  readonly isRepairing: boolean;
}

/** Creates no lane yet; they share the names that are in flight with those of the journal. */
export function createRepairLanes(
  namesInFlight: Set<StoredName>,
  memoryLimits: MemoryLimits | undefined,
): RepairLanes {
  const lanes = new Map<OperationKind, QueueLane>();
  const inFlight = new Map<JournalEntry, QueueLane>();
  return {
    of: (kinds) => kinds.map((kind) => lanes.get(kind)).filter((lane) => lane !== undefined),
    add(kind, cursor) {
      const lane = lanes.get(kind);
      if (lane !== undefined) lane.readFrom(cursor);
      else lanes.set(kind, createQueueLane(cursor, [], namesInFlight, memoryLimits));
    },
    begin(lane, entry) {
      inFlight.set(entry, lane);
      return entry;
    },
    end(entry) {
      const lane = inFlight.get(entry);
      inFlight.delete(entry);
      return lane;
    },
    get isRepairing() {
      return [...lanes.values()].some(({ length, deferredCount }) => length > deferredCount);
    },
  };
}
