import { done } from '../concurrency/done.ts';
import { createMutex } from '../concurrency/mutex.ts';
import type { Clock } from '../host/clock.ts';
import { type FileStat, formatVersion } from '../host/file-system.ts';
import { findOnDisk } from '../layout/find-on-disk.ts';
import { defaultQuarantineLimits, type QuarantineLimits } from '../limits/quarantine-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import {
  createQuarantineDirectory,
  type QuarantineDirectoryParts,
} from './quarantine-directory.ts';
import { createQuarantineIndex, type Quarantined } from './quarantine-index.ts';

/*
 * Quarantine: a copy that does not match its name is moved out of the way, and kept where nothing
 * serves it. It may be the only one, and somebody may still make use of it.
 *
 * It lies at the path that it had, below `.cockatiel/damaged`, and its modification time says since
 * when. It goes when an intact copy has come, and when its name is deleted. So what is left there
 * is what no other node could replace yet. When it is full no more are moved there, and none is
 * removed for another: where memory or a cable fails, every file may look corrupt and be intact.
 *
 * After a crash a copy is at one of the two places, because a rename is atomic. At the old one it
 * is found again.
 */

/**
 * What came of the attempt to quarantine a copy. `changed`: it is not there any more, or another
 * one is. `recent`: it was changed just now, so somebody may be writing it; it may be tried again
 * later. `full`: there are too many; it stays where it is.
 */
export type QuarantineOutcome = 'quarantined' | 'changed' | 'recent' | 'full';

/** The corrupt copies of a storage on a disk. */
export interface Quarantine extends Quarantined {
  /** Quarantines a copy, if the file is still that version. */
  take(name: StoredName, version: string): Promise<QuarantineOutcome>;
  /** An intact copy has come to a name, where `replacing` says what was there. */
  noteIntact(name: StoredName, replacing: 'absent' | 'corrupt'): Promise<void>;
  /** Removes a copy durably; `false` where there is none. */
  remove(name: StoredName): Promise<boolean>;
  /** Finds the copies that are there. */
  recover(): Promise<void>;
}

export interface QuarantineParts extends QuarantineDirectoryParts {
  readonly clock: Clock;
  /** `defaultQuarantineLimits` unless given. */
  readonly limits?: QuarantineLimits | undefined;
}

/** A file in the place of a stored one. */
interface FoundFile {
  readonly path: string;
  readonly status: FileStat;
}

/** The quarantine of a storage directory. */
export function createQuarantine(parts: QuarantineParts): Quarantine {
  const { layout, clock, log, limits = defaultQuarantineLimits } = parts;
  const { files } = layout;
  const directory = createQuarantineDirectory(parts);
  const index = createQuarantineIndex(limits);
  const inTurn = createMutex();
  let wasFull = false;
  let isListed = false;

  function find(name: StoredName): Promise<FoundFile | undefined> {
    return findOnDisk(files, name, async (path) => {
      const status = await files.stat(path);
      return status?.kind === 'file' ? { path, status } : undefined;
    });
  }

  /** Logs the first of the copies that can't be taken. */
  function noteFull(name: StoredName): void {
    if (!wasFull) log.error('the quarantine is full; corrupt copies stay where they are', { name });
    wasFull = true;
  }

  async function move(
    name: StoredName,
    { path, status }: FoundFile,
  ): Promise<'quarantined' | 'full'> {
    if (!index.hasSpaceFor(name)) {
      noteFull(name);
      return 'full';
    }
    // A name of which no file is found is either in quarantine or gone, at every moment.
    const takeBack = index.add(name, status.sizeBytes);
    try {
      await directory.moveIn(name, path, clock.nowMs());
    } catch (error) {
      takeBack();
      throw error;
    }
    index.countFound();
    wasFull = false;
    log.warn('a corrupt copy was quarantined', { name });
    return 'quarantined';
  }

  async function removeOrLog(name: StoredName): Promise<void> {
    try {
      await remove(name);
    } catch (error) {
      log.warn('a corrupt copy can not be removed from quarantine', { name, error });
    }
  }

  async function remove(name: StoredName): Promise<boolean> {
    const existed = await directory.remove(name);
    index.delete(name);
    return existed;
  }

  async function list(): Promise<void> {
    const copies = await directory.list();
    index.clear();
    for (const { name, sizeBytes } of copies) index.add(name, sizeBytes);
    isListed = true;
  }

  async function ensureListed(): Promise<void> {
    if (!isListed) await list();
  }

  async function listOrLog(): Promise<void> {
    try {
      await list();
    } catch (error) {
      // A disk with such faults must not keep the node from starting.
      log.warn('the corrupt copies in quarantine could not be listed', { error });
    }
  }

  return {
    has: index.has,
    names: index.names,
    report: index.report,
    ensureListed: () => (isListed ? done : inTurn(ensureListed)),
    async take(name, version) {
      const found = await find(name);
      if (found === undefined || formatVersion(found.status) !== version) return 'changed';
      const ageMs = Math.abs(clock.nowMs() - found.status.modifiedMs);
      if (ageMs < limits.recentMs) return 'recent';
      return await inTurn(() => move(name, found));
    },
    noteIntact(name, replacing) {
      const isKept = index.has(name);
      if (!isKept && replacing === 'absent') return done;
      if (!isKept) index.countFound();
      index.countReplaced();
      log.warn('a corrupt copy was replaced', { name });
      return isKept ? inTurn(() => removeOrLog(name)) : done;
    },
    remove: async (name) => index.has(name) && (await inTurn(() => remove(name))),
    recover: () => inTurn(listOrLog),
  };
}
