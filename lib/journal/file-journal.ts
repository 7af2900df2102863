import { createGroupCommit } from '../concurrency/group-commit.ts';
import { createMutex } from '../concurrency/mutex.ts';
import type { FreeSpace } from '../disk/free-space.ts';
import { NoSpaceError } from '../errors/domain-errors.ts';
import type { Log } from '../host/log.ts';
import type { MemoryLimits } from '../limits/memory-limits.ts';
import { createJournalCursor } from './cursor.ts';
import { dropSegments } from './drop-segments.ts';
import type { Journal, Operation, PeerJournal, UnpublishedRecord } from './journal.ts';
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
import type { TombstoneLog } from './tombstone-log.ts';
import type { TombstoneSet } from './tombstones.ts';

/** What the journal is made of; `openJournal` gathers it from the disk. */
export interface JournalParts extends SegmentWriterParts {
  readonly tombstones: TombstoneSet;
  readonly tombstoneLog: TombstoneLog;
  readonly recorded: RecordedUploads;
  readonly freeSpace: FreeSpace;
  readonly log: Log;
  /** Whether records are kept until `compact` is told that the peers have them. */
  readonly hasPeers: boolean;
  /** `defaultMemoryLimits` unless told. */
  readonly memoryLimits?: MemoryLimits | undefined;
  /** Called when the directory had vanished and was made again, with nothing of it left. */
  readonly onVanished: () => Promise<void>;
}

/** The journal of a node whose queue is a directory. */
export interface FileJournal extends Journal, PeerJournal {
  /** Calls back whenever a record was released; there is one listener. */
  onPublish(listener: () => void): void;
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
  const { files, tombstones, tombstoneLog, recorded, ballast, log, segments, memoryLimits } = parts;
  const writer = createSegmentWriter(parts);
  const view = {
    files,
    segments,
    log,
    memoryLimits,
    highWaterMark,
    onUnreadable,
  };
  const withLock = createMutex();
  const commit = createGroupCommit((entries: readonly Entry[]) => withLock(() => flush(entries)));
  /** Records that may not be read yet, in order: what they record may still be under way. */
  const unpublished = new Set<number>();
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
    assignSequences(entries, await writer.append(bytes, hasDeletion));
    await bestEffort(async () => {
      if (await writer.rotate()) await dropAcknowledged();
    });
  }

  /** The records are durable from here on, and so are the deletions among them. */
  function assignSequences(entries: readonly Entry[], segment: Segment): void {
    for (const entry of entries) {
      entry.sequence = endOf(segment);
      unpublished.add(entry.sequence);
      const { op, name } = entry.operation;
      addRecord(segment, op === 'DELETE' ? entry.operation : undefined);
      if (op === 'PUT') recorded.add(name, segment.uploads);
      else {
        tombstones.add(name);
        recorded.remove(name);
      }
    }
  }

  async function bestEffort(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn('the journal could not be tended; it will be tried again', { error });
    }
  }

  /** A deletion that is held may have its file still there, and only its record removes that. */
  function dropAcknowledged(): Promise<void> {
    return dropSegments(parts, Math.min(acknowledged, highWaterMark(), firstUnfinished));
  }

  function onUnreadable({ uploads }: Segment): void {
    recorded.forget(uploads);
  }

  /** The first sequence number that may not be read yet. */
  function highWaterMark(): number {
    const [firstHeld = nextSequence(segments)] = unpublished;
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
    await ballast.releaseFor(async () => {
      await makeJournalDirectory(files);
      await parts.onVanished();
      await tombstoneLog.rewrite();
    });
    hasVanished = false;
    await ballast.acquire();
  }

  async function checkBallast(): Promise<void> {
    if (ballast.held || (await ballast.acquire())) return;
    throw new NoSpaceError('The disk is full.');
  }

  return {
    async append(operation): Promise<UnpublishedRecord> {
      const entry: Entry = { operation, sequence: 0 };
      await commit(entry);
      return {
        publish(outcome = 'done') {
          unpublished.delete(entry.sequence);
          if (outcome === 'unfinished') firstUnfinished = Math.min(firstUnfinished, entry.sequence);
          listener();
        },
      };
    },
    async checkSpace() {
      await parts.freeSpace.reserve(recordBytes);
      await checkBallast();
    },
    checkBallast,
    hasRecorded: (name) => recorded.has(name),
    forgetRecorded: (name) => recorded.remove(name),
    openCursor: (kind, position) => createJournalCursor(view, kind, position),
    firstSequence: () => segments[0]?.firstSequence ?? 1,
    nextSequence: () => nextSequence(segments),
    onPublish(next) {
      listener = next;
    },
    ensureInPlace: () => withLock(recoverVanishedDirectory),
    compact: (position) =>
      withLock(async () => {
        acknowledged = position;
        await bestEffort(dropAcknowledged);
      }),
    close: () =>
      withLock(async () => {
        await bestEffort(recoverVanishedDirectory);
        await tombstoneLog.close();
        await recorded.close();
        await writer.close();
      }),
  };
}
