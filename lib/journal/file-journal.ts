import { createGroupCommit } from '../concurrency/group-commit.ts';
import { createMutex } from '../concurrency/mutex.ts';
import { NoSpaceError } from '../errors/domain-errors.ts';
import { createJournalCursor } from './cursor.ts';
import { createDirectoryRecovery } from './directory-recovery.ts';
import { dropSegments, logTombstones } from './drop-segments.ts';
import { createHighWaterMark } from './high-water-mark.ts';
import type { JournalBackend, Operation, UnpublishedRecord } from './journal.ts';
import type { JournalParts } from './journal-parts.ts';
import { encodeRecords } from './record.ts';
import type { Segment } from './segment.ts';
import { createSegmentWriter } from './segment-writer.ts';

/*
 * The journal is a write-ahead log of uploads and deletions. It has two readers: the replicators,
 * which send its operations to the peers, and the next start, which finishes deletions.
 *
 * All records are written by one group commit: callers that arrive during a write share the next
 * one, and its sync. A record goes through these states:
 *
 *   appended (durable, not readable) -> published (readable) -> acknowledged -> dropped
 *
 * Cursors read up to the high-water mark, the first record that is not published. A deletion is a
 * tombstone from the moment its record is durable, before its file is removed. A segment is dropped
 * once all its records are published and acknowledged by every peer; its tombstones are then in
 * `deletion.log`. A record published with `redo` stays until the next start.
 *
 * Invariant: every tombstone in memory is durable in a segment or in `deletion.log`, and every
 * operation that some peer has not acknowledged is durable in a segment.
 *
 * After a crash the records that were synced are all there, published or not: deletions among them
 * are finished by the start, and uploads are sent to the peers if their file is here. What was not
 * synced was never acknowledged to a client.
 */

/** An upper bound of what one record takes on the disk, roughly. */
const recordBytes = 1024;

/** An operation that waits for its record to be durable. */
interface Entry {
  readonly operation: Operation;
  /** 0 until it is durable. */
  sequence: number;
}

/** Creates the journal over its parts. */
export function createFileJournal(parts: JournalParts): JournalBackend {
  const { files, tombstones, recorded, ballast, log, segments, memoryLimits } = parts;
  const writer = createSegmentWriter(parts);
  const recoverDirectory = createDirectoryRecovery(parts, writer);
  const mark = createHighWaterMark(segments.nextSequence);
  const view = {
    ...{ files, segments, log, memoryLimits },
    highWaterMark: mark.position,
    onUnreadable: ({ uploads }: Segment) => recorded.forget(uploads),
  };
  const withLock = createMutex();
  const commit = createGroupCommit((entries: readonly Entry[]) => withLock(() => flush(entries)));
  /** Every peer has acknowledged what is before this sequence number. */
  let acknowledged = parts.hasPeers ? 0 : Infinity;
  let listener = (): void => undefined;

  async function flush(entries: readonly Entry[]): Promise<void> {
    await recoverDirectory();
    const bytes = encodeRecords(entries.map(({ operation }) => operation));
    const hasDeletion = entries.some(({ operation }) => operation.op === 'DELETE');
    await writer.append(bytes, hasDeletion);
    for (const entry of entries) noteDurable(entry);
    if (!writer.isFull()) return;
    await bestEffort('journal rotation or compaction failed; will retry', async () => {
      await writer.rotate();
      await logTombstones(parts);
      await dropAcknowledged();
    });
  }

  function noteDurable(entry: Entry): void {
    const { op, name } = entry.operation;
    entry.sequence = segments.append(entry.operation);
    mark.hold(entry.sequence);
    if (op === 'PUT') recorded.add(name, segments.current().uploads);
    else {
      tombstones.add(name);
      recorded.remove(name);
    }
  }

  function dropAcknowledged(): Promise<void> {
    return dropSegments(parts, Math.min(acknowledged, mark.keepFrom()));
  }

  async function bestEffort(failure: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn(failure, { error });
    }
  }

  async function checkBallast(): Promise<void> {
    if (ballast.held || (await ballast.acquire())) return;
    throw new NoSpaceError('The disk is full.');
  }

  return {
    tombstones,
    append(operation): Promise<UnpublishedRecord> {
      const entry: Entry = { operation, sequence: 0 };
      const record: UnpublishedRecord = {
        publish({ redo } = { redo: false }) {
          mark.publish(entry.sequence, redo);
          listener();
        },
      };
      return commit(entry).then(() => record);
    },
    async checkSpace() {
      await parts.freeSpace.reserve(recordBytes);
      if (!ballast.held) await checkBallast();
    },
    async askSpace() {
      await parts.freeSpace.check(recordBytes);
      if (!(await ballast.fits())) throw new NoSpaceError('The disk is full.');
    },
    checkBallast,
    hasRecorded: (name) => recorded.has(name),
    forgetRecorded: (name) => recorded.remove(name),
    openCursor: (kind, position) => createJournalCursor(view, kind, position),
    firstSequence: segments.firstSequence,
    nextSequence: segments.nextSequence,
    onPublish(next) {
      listener = next;
    },
    ensureInPlace: () => withLock(recoverDirectory),
    compact: (position) =>
      withLock(async () => {
        acknowledged = position;
        await bestEffort('journal compaction failed; will retry', dropAcknowledged);
      }),
    close: () =>
      withLock(async () => {
        await bestEffort('the removed queue directory could not be recreated', recoverDirectory);
        await tombstones.close();
        await recorded.close();
        await writer.close();
      }),
  };
}
