import type { Clock } from './context.ts';
import type { FileSystem } from './file-system.ts';
import { HttpError } from './http-error.ts';

/** The room that uploads may fill on a disk: all that is free, but for what must stay so. */
export interface UploadRoom {
  /** Throws a 507 where so many bytes do not fit. Whether they ever come is another matter. */
  check(sizeBytes: number): Promise<void>;
  /** The same for bytes that are written next. */
  take(sizeBytes: number): Promise<void>;
}

export interface UploadRoomOptions {
  readonly files: Pick<FileSystem, 'freeSpace'>;
  readonly clock: Clock;
  /**
   * What must stay free, so that records of deletions always have room; a hundredth of the disk, 1
   * GiB at most, unless told. 0 switches it off.
   */
  readonly minFreeBytes: number | undefined;
}

/** Whatever else fills the disk or clears it is found out in this time. */
const lookIntervalMs = 1000;
const largestDefaultBytes = 1024 ** 3;

/**
 * Looks at the disk at most once a second as long as there is plenty of room, and whenever it seems
 * to run out, so that nobody is refused for what was so a moment ago. Where the disk can't be
 * looked at, uploads go on: the write will tell.
 */
export function createUploadRoom(options: UploadRoomOptions): UploadRoom {
  const { files, clock, minFreeBytes } = options;
  /** What could be filled when the disk was looked at last. */
  let roomBytes = Infinity;
  /** What was taken of it since then. */
  let takenBytes = 0;
  let lookedAtMs = -Infinity;
  let looking: Promise<void> | undefined;

  /** Of what was found half is given away unseen: the nearer the end, the more often it looks. */
  function isKnownToFit(sizeBytes: number): boolean {
    const ageMs = clock.nowMs() - lookedAtMs;
    // The clock may have been set back.
    const isFresh = ageMs >= 0 && ageMs < lookIntervalMs;
    return isFresh && takenBytes + sizeBytes <= roomBytes / 2;
  }

  async function look(): Promise<void> {
    const takenBefore = takenBytes;
    roomBytes = await measure();
    // What is taken during the look may have come too late for it, and counts from now on.
    takenBytes -= takenBefore;
    lookedAtMs = clock.nowMs();
    looking = undefined;
  }

  async function measure(): Promise<number> {
    try {
      const { freeBytes, totalBytes } = await files.freeSpace();
      // Some file systems do not say how large they are.
      if (totalBytes === 0) return Infinity;
      return freeBytes - (minFreeBytes ?? Math.min(totalBytes / 100, largestDefaultBytes));
    } catch {
      return Infinity;
    }
  }

  async function admit(sizeBytes: number, takes: 'all of it' | 'nothing'): Promise<void> {
    if (minFreeBytes === 0) return;
    if (!isKnownToFit(sizeBytes)) {
      looking ??= look();
      await looking;
    }
    // No wait from here on, or what many take at once would not add up.
    if (takenBytes + sizeBytes > roomBytes) {
      throw new HttpError(507, 'The disk has too little room left for this upload.');
    }
    if (takes === 'all of it') takenBytes += sizeBytes;
  }

  return {
    check: (sizeBytes) => admit(sizeBytes, 'nothing'),
    take: (sizeBytes) => admit(sizeBytes, 'all of it'),
  };
}
