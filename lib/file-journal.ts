import type { AppendFile } from './append-file.ts';
import type { HeldRecord, Journal, Log, Operation } from './context.ts';
import { encodeNames, writeDeletionLog } from './deletion-log.ts';
import type { DeletionSet } from './deletion-set.ts';
import type { DiskReserve } from './disk-reserve.ts';
import { isDiskFull } from './error-code.ts';
import type { FileSystem } from './file-system.ts';
import { createGroupCommit } from './group-commit.ts';
import { HttpError } from './http-error.ts';
import { encodeRecord } from './journal-record.ts';
import {
  createSegment,
  dropSegment,
  makeJournalDirectory,
  type Segment,
} from './journal-segment.ts';
import type { NodeHealth } from './node-health.ts';
import type { StoredName } from './stored-name.ts';

/** What the journal is made of; `openJournal` gathers it from the disk. */
export interface JournalParts {
  readonly files: FileSystem;
  readonly deletions: DeletionSet;
  readonly reserve: DiskReserve;
  readonly health: NodeHealth;
  readonly log: Log;
  readonly peerUrls: readonly string[];
  /** A segment that has reached this size takes no more records. */
  readonly segmentBytes: number;
  /** The segments found on disk, oldest first. */
  readonly segments: Segment[];
  /** The last of them, open for more; `undefined` when a new one must be begun. */
  readonly active: AppendFile | undefined;
  /** `deletion.log`, open for more; `undefined` when there was no room to write it anew. */
  readonly deletionLog: AppendFile | undefined;
}

/** The journal of a node whose queue is a directory. */
export interface FileJournal extends Journal {
  /** Removes the segments that every peer has acknowledged, once `deletion.log` has their deletions. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

/** Creates the journal over its parts. All writes go through one group commit: one writer, shared syncs. */
export function createFileJournal(parts: JournalParts): FileJournal {
  const { files, deletions, reserve, health, log, segments } = parts;
  let { active, deletionLog } = parts;
  const commit = createGroupCommit(flush);

  async function flush(operations: readonly Operation[]): Promise<void> {
    const bytes = concatenate(operations.map(encodeRecord));
    await recoverVanishedDirectory();
    try {
      await (await openActive()).append(bytes);
    } catch (error) {
      if (isDiskFull(error)) throw error;
      health.noteFault(error);
      await writeAnew(bytes);
    }
    health.noteSuccess();
    take(operations);
    await rotateWhenFull();
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
      segments.push({ firstSequence, count: 0, deleted: [], unreadable: 0 });
    }
    return active;
  }

  async function closeActive(): Promise<void> {
    const file = active;
    active = undefined;
    await file?.close();
  }

  /** The records are durable from here on, and so are the deletions among them. */
  function take(operations: readonly Operation[]): void {
    const segment = segments.at(-1) as Segment;
    segment.count += operations.length;
    for (const { op, name } of operations) {
      if (op !== 'DELETE') continue;
      deletions.add(name);
      segment.deleted.push(name);
    }
  }

  async function rotateWhenFull(): Promise<void> {
    if (active === undefined || active.sizeBytes < parts.segmentBytes) return;
    try {
      await closeActive();
      await openActive();
      await compact();
    } catch (error) {
      log.warn('the journal could not be shortened; it will be tried again', { error });
    }
  }

  async function compact(): Promise<void> {
    const sealed = parts.peerUrls.length === 0 ? segments.slice(0, -1) : [];
    if (sealed.length === 0) return;
    await recordDeletions(sealed.flatMap((segment) => segment.deleted));
    for (const segment of sealed) {
      await dropSegment(files, segment);
      segments.shift();
    }
  }

  async function recordDeletions(names: readonly StoredName[]): Promise<void> {
    if (deletionLog !== undefined && !deletionLog.broken) {
      await deletionLog.append(encodeNames(names));
    } else {
      await rewriteDeletionLog();
    }
  }

  async function rewriteDeletionLog(): Promise<void> {
    const file = deletionLog;
    deletionLog = undefined;
    await file?.close();
    deletionLog = await writeDeletionLog(files, deletions);
  }

  /** Somebody removed the directory while the node runs: what memory knows is written again. */
  async function recoverVanishedDirectory(): Promise<void> {
    if (active === undefined || (await active.isInPlace())) return;
    log.error('the queue directory vanished; it is made anew, without what peers were owed');
    await closeActive();
    const firstSequence = nextSequence(segments);
    segments.splice(0, Infinity, { firstSequence, count: 0, deleted: [], unreadable: 0 });
    await makeJournalDirectory(files);
    await rewriteDeletionLog();
    await reserve.acquire();
  }

  async function append(operation: Operation): Promise<HeldRecord> {
    try {
      await commit(operation);
    } catch (error) {
      const mayUseReserve = operation.op === 'DELETE' && isDiskFull(error);
      if (!mayUseReserve || !(await reserve.release())) throw error;
      await commit(operation);
    }
    return { release: () => undefined };
  }

  async function admitUpload(): Promise<void> {
    if (reserve.held || (await reserve.acquire())) return;
    throw new HttpError(507, 'The disk is full.');
  }

  return {
    append,
    admitUpload,
    compact,
    pendingFor: () => segments.reduce((sum, segment) => sum + segment.count, 0),
    async close() {
      await closeActive();
      await deletionLog?.close();
    },
  };
}

function nextSequence(segments: readonly Segment[]): number {
  const last = segments.at(-1);
  return last === undefined ? 1 : last.firstSequence + last.count;
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let position = 0;
  for (const piece of pieces) {
    bytes.set(piece, position);
    position += piece.length;
  }
  return bytes;
}
