import type { AppendFile } from './append-file.ts';
import type { HeldRecord, Journal, Log, Operation } from './context.ts';
import type { DeletionLog } from './deletion-log.ts';
import type { DeletionSet } from './deletion-set.ts';
import type { DiskReserve } from './disk-reserve.ts';
import { isDiskFull } from './error-code.ts';
import type { FileSystem } from './file-system.ts';
import { createGroupCommit } from './group-commit.ts';
import { HttpError } from './http-error.ts';
import { encodeRecords } from './journal-record.ts';
import {
  createSegment,
  dropSegment,
  emptySegment,
  isSegmentInPlace,
  makeJournalDirectory,
  nextSequence,
  releasedSegments,
  type Segment,
} from './journal-segment.ts';
import type { DiskHealth } from './node-health.ts';

/** What the journal is made of; `openJournal` gathers it from the disk. */
export interface JournalParts {
  readonly files: FileSystem;
  readonly deletions: DeletionSet;
  readonly deletionLog: DeletionLog;
  readonly reserve: DiskReserve;
  readonly health: DiskHealth;
  readonly log: Log;
  readonly peerUrls: readonly string[];
  /** Called when the directory had vanished and was made again, with nothing of it left. */
  readonly onVanished: () => Promise<void>;
  /** A segment that has reached this size takes no more records. */
  readonly segmentBytes: number;
  /** The segments found on disk, oldest first. */
  readonly segments: Segment[];
  /** The last of them, open for more; `undefined` when a new one must be begun. */
  readonly active: AppendFile | undefined;
}

/** The journal of a node whose queue is a directory. */
export interface FileJournal extends Journal {
  /** Removes the segments that nobody needs; what can't be removed now is tried again later. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

/** An operation on its way into a segment. */
interface Entry {
  readonly operation: Operation;
  /** The segment that holds it, from when it is durable until it is released. */
  home: Segment | undefined;
}

/**
 * Creates the journal over its parts. All writes go through one group commit: one writer, shared
 * syncs.
 */
export function createFileJournal(parts: JournalParts): FileJournal {
  const { files, deletions, deletionLog, reserve, health, log, segments } = parts;
  let { active } = parts;
  let hasVanished = false;
  const commit = createGroupCommit(flush);

  async function flush(entries: readonly Entry[]): Promise<void> {
    await recoverVanishedDirectory();
    const bytes = encodeRecords(entries.map((entry) => entry.operation));
    try {
      await write(bytes);
    } catch (error) {
      const hasDeletion = entries.some((entry) => entry.operation.op === 'DELETE');
      if (!isDiskFull(error) || !hasDeletion) throw error;
      await reserve.spend(() => write(bytes));
    }
    health.noteSuccess();
    take(entries);
    await rotateWhenFull();
  }

  async function write(bytes: Uint8Array): Promise<void> {
    try {
      await (await openActive()).append(bytes);
    } catch (error) {
      if (isDiskFull(error)) throw error;
      health.noteFault(error);
      await writeAnew(bytes);
    }
  }

  /** The second and last try after a failure, in a segment of its own. */
  async function writeAnew(bytes: Uint8Array): Promise<void> {
    try {
      await closeActive();
      await (await openActive()).append(bytes);
    } catch (error) {
      health.noteFault(error);
      throw error;
    }
  }

  async function openActive(): Promise<AppendFile> {
    if (active?.broken === true) await closeActive();
    if (active === undefined) {
      const firstSequence = nextSequence(segments);
      active = await createSegment(files, firstSequence);
      if (segments.at(-1)?.firstSequence === firstSequence) segments.pop();
      segments.push(emptySegment(firstSequence));
    }
    return active;
  }

  async function closeActive(): Promise<void> {
    const file = active;
    active = undefined;
    await file?.close();
  }

  /** The records are durable from here on, and so are the deletions among them. */
  function take(entries: readonly Entry[]): void {
    const segment = segments.at(-1) as Segment;
    segment.count += entries.length;
    segment.held += entries.length;
    for (const entry of entries) {
      entry.home = segment;
      const { op, name } = entry.operation;
      if (op !== 'DELETE') continue;
      deletions.add(name);
      segment.deleted.push(name);
    }
  }

  async function rotateWhenFull(): Promise<void> {
    if (active === undefined || active.sizeBytes < parts.segmentBytes) return;
    await orTryLater(async () => {
      await closeActive();
      await openActive();
      await dropSealed();
    });
  }

  async function orTryLater(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn('the journal could not be shortened; it will be tried again', { error });
    }
  }

  async function dropSealed(): Promise<void> {
    const dropped = parts.peerUrls.length === 0 ? releasedSegments(segments) : [];
    if (dropped.length === 0) return;
    await deletionLog.record(dropped.flatMap((segment) => segment.deleted));
    for (const segment of dropped) {
      await dropSegment(files, segment);
      segments.shift();
    }
  }

  /** Somebody removed the directory while the node runs: what memory knows is written again. */
  async function recoverVanishedDirectory(): Promise<void> {
    if (!hasVanished) {
      if (await (active?.isInPlace() ?? isSegmentInPlace(files, segments.at(-1)))) return;
      log.error('the queue directory vanished; it is made anew, without what peers were owed');
    }
    hasVanished = true;
    await closeActive();
    segments.splice(0, Infinity, emptySegment(nextSequence(segments)));
    await reserve.spend(async () => {
      await makeJournalDirectory(files);
      await parts.onVanished();
      await deletionLog.rewrite();
    });
    hasVanished = false;
    await reserve.acquire();
  }

  return {
    async append(operation): Promise<HeldRecord> {
      const entry: Entry = { operation, home: undefined };
      await commit(entry);
      return {
        release() {
          if (entry.home !== undefined) entry.home.held -= 1;
          entry.home = undefined;
        },
      };
    },
    async admitUpload() {
      if (reserve.held || (await reserve.acquire())) return;
      throw new HttpError(507, 'The disk is full.');
    },
    compact: () => orTryLater(dropSealed),
    pendingFor: () => segments.reduce((sum, segment) => sum + segment.count, 0),
    async close() {
      await deletionLog.close();
      await closeActive();
    },
  };
}
