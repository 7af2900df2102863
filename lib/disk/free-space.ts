import { done } from '../concurrency/done.ts';
import { NoSpaceError } from '../errors/domain-errors.ts';
import type { Clock } from '../host/clock.ts';
import type { DiskSpace, FileSystem } from '../host/file-system.ts';

/** The space that uploads may fill on a disk: all that is free, but for what must stay free. */
export interface FreeSpace {
  /**
   * Throws a `NoSpaceError` if a file of so many bytes does not fit. It reserves nothing, because
   * the bytes may never arrive.
   */
  check(sizeBytes: number): Promise<void>;
  /** Reserves space for bytes that are written next; throws a `NoSpaceError` if they don't fit. */
  reserve(sizeBytes: number): Promise<void>;
  /** Reserves space for an empty file or a directory: an inode, and a block for its name. */
  reserveEntry(): Promise<void>;
}

/** What the free space of a disk is computed from. */
export interface FreeSpaceOptions {
  readonly files: Pick<FileSystem, 'statfs'>;
  readonly clock: Clock;
  /**
   * How much must stay free, so that deletions can always be recorded: a hundredth of the disk, at
   * most 1 GiB, if absent. 0 switches all checks off, also those of inodes.
   */
  readonly minFreeBytes: number | undefined;
  /** What can be removed to free space; nothing if absent. */
  readonly reclaimable?: () => ReclaimableSpace;
}

/** Files that are removed when their disk runs out of space. */
export interface ReclaimableSpace {
  readonly reclaimableBytes: number;
  /** Removes the oldest; `false` when there is none. */
  reclaimOldest(): Promise<boolean>;
}

/** Whether space is taken, or only asked for. */
type Mode = 'reserve' | 'check';

/** An amount of the two things a disk can run out of. */
interface Space {
  readonly bytes: number;
  readonly inodes: number;
}

const nothingReclaimable: ReclaimableSpace = {
  reclaimableBytes: 0,
  reclaimOldest: async () => false,
};

/** Whatever else fills or clears the disk is noticed after this time. */
const statIntervalMs = 1000;
const maxDefaultMinFreeBytes = 1024 ** 3;
/** A hundredth of the inodes stays free, but at most so many. */
const maxMinFreeInodes = 100_000;
const entry: Space = { bytes: 4096, inodes: 1 };
const unlimited: Space = { bytes: Infinity, inodes: Infinity };

/**
 * Creates the free space of a disk. It calls `statfs` at most once a second while there is plenty
 * of space, but always before it refuses anybody, because space may just have been freed. Where
 * `statfs` fails nobody is refused: the write itself will fail if the disk is full.
 */
export function createFreeSpace(options: FreeSpaceOptions): FreeSpace {
  const { files, clock, minFreeBytes, reclaimable = () => nothingReclaimable } = options;
  /** What could be filled at the last `statfs`. */
  let available = unlimited;
  /** What was reserved since then. */
  let reserved: Space = { bytes: 0, inodes: 0 };
  let refreshedAtMs = -Infinity;
  let refreshing: Promise<void> | undefined;

  /** Only half of it is given away without another `statfs`, so it is called more near the end. */
  function isKnownToFit(wanted: Space): boolean {
    const ageMs = clock.nowMs() - refreshedAtMs;
    // The clock may have been set back.
    const isFresh = ageMs >= 0 && ageMs < statIntervalMs;
    const half = { bytes: available.bytes / 2, inodes: available.inodes / 2 };
    return isFresh && fits(add(reserved, wanted), half);
  }

  async function refresh(): Promise<void> {
    const before = reserved;
    available = await measure();
    // What was reserved during the call may not be in its result, so it still counts.
    reserved = {
      bytes: reserved.bytes - before.bytes,
      inodes: reserved.inodes - before.inodes,
    };
    refreshedAtMs = clock.nowMs();
    refreshing = undefined;
  }

  async function measure(): Promise<Space> {
    try {
      return toAvailable(await files.statfs(), minFreeBytes);
    } catch {
      return unlimited;
    }
  }

  /** There is no `await` between a comparison and this, so concurrent reservations add up. */
  function take(wanted: Space, mode: Mode): void {
    if (mode === 'reserve') reserved = add(reserved, wanted);
  }

  function admit(wanted: Space, mode: Mode): Promise<void> {
    if (minFreeBytes === 0) return done;
    if (!isKnownToFit(wanted)) return measureAndAdmit(wanted, mode);
    take(wanted, mode);
    return done;
  }

  async function measureAndAdmit(wanted: Space, mode: Mode): Promise<void> {
    refreshing ??= refresh();
    await refreshing;
    // A check removes nobody's files: it only counts what could be removed.
    const extraBytes = mode === 'check' ? reclaimable().reclaimableBytes : 0;
    const { bytes, inodes } = available;
    if (!fits(add(reserved, wanted), { bytes: bytes + extraBytes, inodes })) {
      if (mode === 'reserve' && (await reclaimable().reclaimOldest()))
        return await admit(wanted, mode);
      throw new NoSpaceError('The disk has too little free space for this upload.');
    }
    take(wanted, mode);
  }

  return {
    check: (sizeBytes) => admit({ bytes: sizeBytes, inodes: 1 }, 'check'),
    reserve: (sizeBytes) => admit({ bytes: sizeBytes, inodes: 0 }, 'reserve'),
    reserveEntry: () => admit(entry, 'reserve'),
  };
}

/** How much of a disk stays free of uploads. */
export function reservedBytes(totalBytes: number, minFreeBytes: number | undefined): number {
  return minFreeBytes ?? Math.min(totalBytes / 100, maxDefaultMinFreeBytes);
}

/** What uploads may fill of a disk. Some file systems do not say how large they are. */
function toAvailable(space: DiskSpace, minFreeBytes: number | undefined): Space {
  const { freeBytes, totalBytes, freeInodes, totalInodes } = space;
  const keptInodes = Math.min(totalInodes / 100, maxMinFreeInodes);
  return {
    bytes: totalBytes === 0 ? Infinity : freeBytes - reservedBytes(totalBytes, minFreeBytes),
    inodes: totalInodes === 0 ? Infinity : freeInodes - keptInodes,
  };
}

function add(a: Space, b: Space): Space {
  return { bytes: a.bytes + b.bytes, inodes: a.inodes + b.inodes };
}

function fits(wanted: Space, available: Space): boolean {
  return wanted.bytes <= available.bytes && wanted.inodes <= available.inodes;
}
