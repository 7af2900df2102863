import type { AppendFile } from '../disk/append-file.ts';
import type { Ballast } from '../disk/ballast.ts';
import type { DiskHealth } from '../disk/health.ts';
import { isDiskFull } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';
import {
  createSegment,
  emptySegment,
  isSegmentInPlace,
  nextSequence,
  type Segment,
} from './segment.ts';

/** What a writer of segments works with. */
export interface SegmentWriterParts {
  readonly files: FileSystem;
  readonly ballast: Ballast;
  readonly health: DiskHealth;
  /** The segments, oldest first: the writer adds to them, and others take away from their front. */
  readonly segments: Segment[];
  /** The last of them, open for more; `undefined` when a new one must be begun. */
  readonly active: AppendFile | undefined;
  /** A segment that has reached this size takes no more records. */
  readonly segmentBytes: number;
}

/** Writes to the last segment of the journal, one call at a time. */
export interface SegmentWriter {
  /**
   * Appends durably, and gives the segment that has it. On a full disk only what is `urgent` gets
   * the room of the reserve.
   */
  append(bytes: Uint8Array, urgent: boolean): Promise<Segment>;
  /** Begins a new segment if the last one is full; `false` when it is not. */
  rotate(): Promise<boolean>;
  /** Whether the journal still stands where a restart would look for it. */
  isInPlace(): Promise<boolean>;
  /** Closes the last segment; the next append begins a new one. */
  close(): Promise<void>;
}

export function createSegmentWriter(parts: SegmentWriterParts): SegmentWriter {
  const { files, ballast, health, segments } = parts;
  let { active } = parts;

  async function append(bytes: Uint8Array, urgent: boolean): Promise<Segment> {
    if (urgent) await ballast.releaseIfFull(() => write(bytes));
    else await write(bytes);
    health.noteSuccess();
    return segments.at(-1) as Segment;
  }

  async function write(bytes: Uint8Array): Promise<void> {
    try {
      await (await open()).append(bytes);
    } catch (error) {
      if (isDiskFull(error)) throw error;
      health.noteFault(error);
      await writeAnew(bytes);
    }
  }

  /** The second and last try after a failure, in a segment of its own. */
  async function writeAnew(bytes: Uint8Array): Promise<void> {
    try {
      await close();
      await (await open()).append(bytes);
    } catch (error) {
      health.noteFault(error);
      throw error;
    }
  }

  async function open(): Promise<AppendFile> {
    if (active?.broken === true) await close();
    if (active === undefined) {
      const firstSequence = nextSequence(segments);
      active = await createSegment(files, firstSequence);
      if (segments.at(-1)?.firstSequence === firstSequence) segments.pop();
      segments.push(emptySegment(firstSequence));
    }
    return active;
  }

  async function close(): Promise<void> {
    const file = active;
    active = undefined;
    await file?.close();
  }

  return {
    append,
    async rotate() {
      if (active === undefined || active.sizeBytes < parts.segmentBytes) return false;
      await close();
      await open();
      return true;
    },
    isInPlace: async () => active?.isInPlace() ?? isSegmentInPlace(files, segments.at(-1)),
    close,
  };
}
