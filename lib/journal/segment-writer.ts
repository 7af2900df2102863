import type { AppendFile } from '../disk/append-file.ts';
import type { Ballast } from '../disk/ballast.ts';
import type { DiskHealth } from '../disk/health.ts';
import { isDiskFull } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';
import { createSegmentFile, isSegmentInPlace } from './segment-file.ts';
import type { Segments } from './segments.ts';

/*
 * The writing end of the journal. Records go to the current segment file and are synced before
 * `append` resolves. The file is in one of three states:
 *
 * - open: takes records, until it has `segmentBytes` and `rotate` begins the next one;
 * - broken: a sync failed, or a torn record could not be cut off. Nothing is known of what is on
 *   the disk behind the last good sync, so the file takes no more;
 * - closed: after a failure, or when the directory was removed. The next append begins a segment.
 *
 * Invariant: a record that was acknowledged is durable, and no record follows a torn one. So a
 * write that failed is repeated once in a new segment, whose first sequence number says where the
 * one before ends: what a crash or a failed sync left behind that point is never read. A second
 * failure is reported to the caller, and to the disk's health. On a full disk nothing is repeated;
 * urgent records (tombstones) may use the ballast.
 *
 * A crash in the middle leaves at most one torn line at the end of the last file, or an empty new
 * file; the next start cuts off the one and goes on with the other.
 */

/** What a writer of segments works with. */
export interface SegmentWriterParts {
  readonly files: FileSystem;
  readonly ballast: Ballast;
  readonly health: DiskHealth;
  readonly segments: Segments;
  /** The file of the current segment; `undefined` when the next append has to begin one. */
  readonly active: AppendFile | undefined;
  /** A segment that has reached this size takes no more records. */
  readonly segmentBytes: number;
}

/** Writes to the current segment of the journal; callers take turns. */
export interface SegmentWriter {
  /** Appends records durably to the current segment; on a full disk urgent ones use the ballast. */
  append(bytes: Uint8Array, isUrgent: boolean): Promise<void>;
  /** Whether the current segment takes no more records. */
  isFull(): boolean;
  /** Begins the next segment. */
  rotate(): Promise<void>;
  /** Whether the current segment is still where a restart would look for it. */
  isInPlace(): Promise<boolean>;
  /** Closes the file; the next append begins a new segment. */
  close(): Promise<void>;
}

/** Creates the only writer of a journal's segments. */
export function createSegmentWriter(parts: SegmentWriterParts): SegmentWriter {
  const { files, ballast, health, segments } = parts;
  let { active } = parts;

  async function append(bytes: Uint8Array, isUrgent: boolean): Promise<void> {
    if (isUrgent) await ballast.releaseIfFull(() => write(bytes));
    else await write(bytes);
    health.noteSuccess();
  }

  async function write(bytes: Uint8Array): Promise<void> {
    try {
      const file = active?.broken === false ? active : await begin();
      await file.append(bytes);
    } catch (error) {
      if (isDiskFull(error)) throw error;
      health.noteFault(error);
      await writeToNewSegment(bytes);
    }
  }

  /** The second and last attempt. */
  async function writeToNewSegment(bytes: Uint8Array): Promise<void> {
    try {
      await (await begin()).append(bytes);
    } catch (error) {
      health.noteFault(error);
      throw error;
    }
  }

  /** Begins a segment behind the current one. */
  async function begin(): Promise<AppendFile> {
    await close();
    const firstSequence = segments.nextSequence();
    const file = await createSegmentFile(files, firstSequence);
    active = file;
    segments.begin(firstSequence);
    return file;
  }

  async function close(): Promise<void> {
    const file = active;
    active = undefined;
    await file?.close();
  }

  return {
    append,
    isFull: () => active !== undefined && active.sizeBytes >= parts.segmentBytes,
    async rotate() {
      await begin();
    },
    isInPlace: () => active?.isInPlace() ?? isSegmentInPlace(files, segments.current()),
    close,
  };
}
