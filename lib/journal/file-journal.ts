import { createGroupCommit } from '../concurrency/group-commit.ts';
import { createOneAtATime } from '../concurrency/mutex.ts';
import type { UploadRoom } from '../disk/free-space.ts';
import { HttpError } from '../errors/http-error.ts';
import type { Log } from '../host/log.ts';
import type { Windows } from '../limits/memory-limits.ts';
import { createJournalCursor } from './cursor.ts';
import { dropSealed } from './drop-sealed.ts';
import type { HeldRecord, Journal, Operation, PeerJournal } from './journal.ts';
import { encodeRecords } from './record.ts';
import type { RecordedUploads } from './recorded-uploads.ts';
import {
  addRecord,
  emptySegment,
  endOf,
  makeJournalDirectory,
  nextSequence,
  type Segment,
} from './segment.ts';
import { createSegmentWriter, type SegmentWriterParts } from './segment-writer.ts';
import type { DeletionLog } from './tombstone-log.ts';
import type { DeletionSet } from './tombstones.ts';

/** What the journal is made of; `openJournal` gathers it from the disk. */
export interface JournalParts extends SegmentWriterParts {
  readonly deletions: DeletionSet;
  readonly deletionLog: DeletionLog;
  readonly recorded: RecordedUploads;
  readonly room: UploadRoom;
  readonly log: Log;
  /** Whether records are kept until `compact` is told that the peers have them. */
  readonly hasPeers: boolean;
  /** `defaultWindows` unless told. */
  readonly windows?: Windows | undefined;
  /** Called when the directory had vanished and was made again, with nothing of it left. */
  readonly onVanished: () => Promise<void>;
}

/** The journal of a node whose queue is a directory. */
export interface FileJournal extends Journal, PeerJournal {
  /** Calls back whenever a record was released; there is one listener. */
  onRelease(listener: () => void): void;
  close(): Promise<void>;
}

/** What a record takes, at most and roughly. */
const recordBytes = 1024;

/** An operation on its way into a segment. */
interface Entry {
  readonly operation: Operation;
  /** Its sequence number, once it is durable. */
  sequence: number;
}

/**
 * Creates the journal over its parts. All writes go through one group commit: one writer, shared
 * syncs.
 */
export function createFileJournal(parts: JournalParts): FileJournal {
  const { files, deletions, deletionLog, recorded, reserve, log, segments, windows } = parts;
  const writer = createSegmentWriter(parts);
  const view = { files, segments, log, windows, frontier, onUnreadable };
  const inTurn = createOneAtATime();
  const commit = createGroupCommit((entries: readonly Entry[]) => inTurn(() => flush(entries)));
  /** Records that may not be read yet, in order: what they record may still be under way. */
  const held = new Set<number>();
  /**
   * The first record whose removal of a file failed: it and what follows is kept till the next
   * start.
   */
  let firstUnfinished = Infinity;
  let acknowledged = parts.hasPeers ? 0 : Infinity;
  let hasVanished = false;
  let listener = (): void => undefined;

  async function flush(entries: readonly Entry[]): Promise<void> {
    await recoverVanishedDirectory();
    const bytes = encodeRecords(entries.map(({ operation }) => operation));
    const hasDeletion = entries.some(({ operation }) => operation.op === 'DELETE');
    take(entries, await writer.append(bytes, hasDeletion));
    await orTryLater(async () => {
      if (await writer.rotate()) await dropAcknowledged();
    });
  }

  /** The records are durable from here on, and so are the deletions among them. */
  function take(entries: readonly Entry[], segment: Segment): void {
    for (const entry of entries) {
      entry.sequence = endOf(segment);
      held.add(entry.sequence);
      const { op, name } = entry.operation;
      addRecord(segment, op === 'DELETE' ? entry.operation : undefined);
      if (op === 'PUT') recorded.add(name, segment.uploads);
      else {
        deletions.add(name);
        recorded.remove(name);
      }
    }
  }

  async function orTryLater(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn('the journal could not be tended; it will be tried again', { error });
    }
  }

  /** A deletion that is held may have its file still there, and only its record removes that. */
  function dropAcknowledged(): Promise<void> {
    return dropSealed(parts, Math.min(acknowledged, frontier(), firstUnfinished));
  }

  function onUnreadable({ uploads }: Segment): void {
    recorded.forget(uploads);
  }

  /** The first sequence number that may not be read yet. */
  function frontier(): number {
    const [firstHeld = nextSequence(segments)] = held;
    return firstHeld;
  }

  /** Somebody removed the directory while the node runs: what memory knows is written again. */
  async function recoverVanishedDirectory(): Promise<void> {
    if (!hasVanished) {
      if (await writer.isInPlace()) return;
      log.error('the queue directory vanished; it is made anew, without what peers were owed');
    }
    hasVanished = true;
    await recorded.clear();
    await writer.close();
    segments.splice(0, Infinity, emptySegment(nextSequence(segments)));
    await reserve.spend(async () => {
      await makeJournalDirectory(files);
      await parts.onVanished();
      await deletionLog.rewrite();
    });
    hasVanished = false;
    await reserve.acquire();
  }

  async function admitRecord(): Promise<void> {
    if (reserve.held || (await reserve.acquire())) return;
    throw new HttpError(507, 'The disk is full.');
  }

  return {
    async append(operation): Promise<HeldRecord> {
      const entry: Entry = { operation, sequence: 0 };
      await commit(entry);
      return {
        release(outcome = 'done') {
          held.delete(entry.sequence);
          if (outcome === 'unfinished') firstUnfinished = Math.min(firstUnfinished, entry.sequence);
          listener();
        },
      };
    },
    async admitUpload() {
      await parts.room.take(recordBytes);
      await admitRecord();
    },
    admitRecord,
    hasRecorded: (name) => recorded.has(name),
    forgetRecorded: (name) => recorded.remove(name),
    openCursor: (kind, position) => createJournalCursor(view, kind, position),
    firstSequence: () => segments[0]?.firstSequence ?? 1,
    nextSequence: () => nextSequence(segments),
    onRelease(next) {
      listener = next;
    },
    ensureInPlace: () => inTurn(recoverVanishedDirectory),
    compact: (position) =>
      inTurn(async () => {
        acknowledged = position;
        await orTryLater(dropAcknowledged);
      }),
    close: () =>
      inTurn(async () => {
        await orTryLater(recoverVanishedDirectory);
        await deletionLog.close();
        await recorded.close();
        await writer.close();
      }),
  };
}
