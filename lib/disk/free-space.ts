import { NoSpaceError } from '../errors/domain-errors.ts';
import type { Clock } from '../host/clock.ts';
import type { DiskSpace, FileSystem } from '../host/file-system.ts';

/** The room that uploads may fill on a disk: all that is free, but for what must stay so. */
export interface FreeSpace {
  /**
   * Throws a `NoSpaceError` where a file of so many bytes does not fit. Whether they ever come is
   * another matter.
   */
  check(sizeBytes: number): Promise<void>;
  /** The same for bytes that are written next. */
  reserve(sizeBytes: number): Promise<void>;
  /** The same for an empty file or a directory: it takes an inode, a name and half a block. */
  takeEntry(): Promise<void>;
}

export interface UploadRoomOptions {
  readonly files: Pick<FileSystem, 'statfs'>;
  readonly clock: Clock;
  /**
   * What must stay free, so that records of deletions always have room; a hundredth of the disk, 1
   * GiB at most, unless told. 0 switches it off, for inodes too.
   */
  readonly minFreeBytes: number | undefined;
  /** What can be given up; nothing unless told. */
  readonly spare?: () => SpareRoom;
}

/** An amount of what a disk can run out of. */
interface Room {
  readonly bytes: number;
  readonly inodes: number;
}

/** What fills a disk and is given up when it runs short of room. */
export interface SpareRoom {
  readonly spareBytes: number;
  /** Removes a part of it; `false` when there is nothing left to remove. */
  giveUpOldest(): Promise<boolean>;
}

const nothing: SpareRoom = { spareBytes: 0, giveUpOldest: async () => false };

/** Whatever else fills the disk or clears it is found out in this time. */
const lookIntervalMs = 1000;
const largestDefaultBytes = 1024 ** 3;
/** Of the inodes a hundredth stays free, but so many at most. */
const mostInodesKept = 100_000;
const entry: Room = { bytes: 4096, inodes: 1 };
const boundless: Room = { bytes: Infinity, inodes: Infinity };

/**
 * Looks at the disk at most once a second as long as there is plenty of room, and whenever it seems
 * to run out, so that nobody is refused for what was so a moment ago. Where the disk can't be
 * looked at, uploads go on: the write will tell.
 */
export function createFreeSpace(options: UploadRoomOptions): FreeSpace {
  const { files, clock, minFreeBytes, spare = () => nothing } = options;
  /** What could be filled when the disk was looked at last. */
  let room = boundless;
  /** What was taken of it since then. */
  let taken: Room = { bytes: 0, inodes: 0 };
  let lookedAtMs = -Infinity;
  let looking: Promise<void> | undefined;

  /** Of what was found half is given away unseen: the nearer the end, the more often it looks. */
  function isKnownToFit(wanted: Room): boolean {
    const ageMs = clock.nowMs() - lookedAtMs;
    // The clock may have been set back.
    const isFresh = ageMs >= 0 && ageMs < lookIntervalMs;
    const half = { bytes: room.bytes / 2, inodes: room.inodes / 2 };
    return isFresh && fits(add(taken, wanted), half);
  }

  async function look(): Promise<void> {
    const before = taken;
    room = await measure();
    // What is taken during the look may have come too late for it, and counts from now on.
    taken = { bytes: taken.bytes - before.bytes, inodes: taken.inodes - before.inodes };
    lookedAtMs = clock.nowMs();
    looking = undefined;
  }

  async function measure(): Promise<Room> {
    try {
      return toRoom(await files.statfs(), minFreeBytes);
    } catch {
      return boundless;
    }
  }

  async function admit(wanted: Room, takes: 'all of it' | 'nothing'): Promise<void> {
    if (minFreeBytes === 0) return;
    if (!isKnownToFit(wanted)) {
      looking ??= look();
      await looking;
    }
    // What only says how large it is takes nothing away from anybody.
    const sparedBytes = takes === 'nothing' ? spare().spareBytes : 0;
    const next = add(taken, wanted);
    if (!fits(next, { bytes: room.bytes + sparedBytes, inodes: room.inodes })) {
      if (takes === 'all of it' && (await spare().giveUpOldest()))
        return await admit(wanted, takes);
      throw new NoSpaceError('The disk has too little free space for this upload.');
    }
    // No wait since the comparison, or what many take at once would not add up.
    if (takes === 'all of it') taken = next;
  }

  return {
    check: (sizeBytes) => admit({ bytes: sizeBytes, inodes: 1 }, 'nothing'),
    reserve: (sizeBytes) => admit({ bytes: sizeBytes, inodes: 0 }, 'all of it'),
    takeEntry: () => admit(entry, 'all of it'),
  };
}

/** What uploads may take of a disk. Some file systems do not say how large they are. */
function toRoom(space: DiskSpace, minFreeBytes: number | undefined): Room {
  const { freeBytes, totalBytes, freeInodes, totalInodes } = space;
  const keptBytes = minFreeBytes ?? Math.min(totalBytes / 100, largestDefaultBytes);
  const keptInodes = Math.min(totalInodes / 100, mostInodesKept);
  return {
    bytes: totalBytes === 0 ? Infinity : freeBytes - keptBytes,
    inodes: totalInodes === 0 ? Infinity : freeInodes - keptInodes,
  };
}

function add(one: Room, other: Room): Room {
  return { bytes: one.bytes + other.bytes, inodes: one.inodes + other.inodes };
}

function fits(wanted: Room, room: Room): boolean {
  return wanted.bytes <= room.bytes && wanted.inodes <= room.inodes;
}
