import type { KeyedMutex } from '../concurrency/keyed-mutex.ts';
import { type Clock, nowSeconds } from '../host/clock.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Journal } from '../journal/journal.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';
import type { Tombstones } from '../tombstones/tombstones.ts';
import { adoptFound } from './adopt-found.ts';
import type { CorruptCopies } from './corrupt-copies.ts';
import type { Pace } from './pace.ts';
import type { ScrubCounts } from './scrub-place.ts';

/**
 * A file is read no slower than that, whatever time its range has: a node that is restarted every
 * day would never get to the end of a large one. The rest of its time passes behind it.
 */
const slowestBytesPerMs = (4 * 1024 * 1024) / 1000;

export interface CheckFileOptions {
  readonly storage: Storage;
  readonly journal: Journal;
  readonly inventory: Pick<Inventory, 'stored' | 'fingerprintName'>;
  readonly tombstones: Tombstones;
  readonly nameLocks: KeyedMutex<StoredName>;
  readonly corruptCopies: Pick<CorruptCopies, 'finished'>;
  readonly clock: Clock;
}

/** Checks a file, does what has to be done about it, and returns what is to be counted. */
export type CheckFile = (name: StoredName, pace: Pace) => Promise<Partial<ScrubCounts>>;

/** Creates what checks single files. */
export function createCheckFile(options: CheckFileOptions): CheckFile {
  const { storage, journal, inventory, tombstones, nameLocks, corruptCopies, clock } = options;

  /** Reads a copy; gives up when its name is deleted, so that its space becomes free. */
  async function verify(
    name: StoredName,
    onRead: (bytes: number) => Promise<void>,
  ): Promise<Awaited<ReturnType<Storage['verify']>>> {
    try {
      return await storage.verify(name, async (bytes) => {
        if (await tombstones.has(name)) throw new Error('The file was deleted while it was read.');
        await onRead(bytes);
      });
    } catch (error) {
      if (await tombstones.has(name)) return 'absent';
      throw error;
    }
  }

  /** Takes a file in that somebody else has put there; `false` where it was stored by this node. */
  async function adoptNew(name: StoredName): Promise<boolean> {
    const isKnown = inventory.stored.has(inventory.fingerprintName(name));
    if (isKnown && !storage.quarantined.has(name)) return false;
    return await nameLocks.withLock(name, async () => {
      if ((await tombstones.has(name)) || (await storage.stateOf(name)) !== 'intact') return false;
      const upload = { op: 'PUT', name, seconds: nowSeconds(clock) } as const;
      await adoptFound(upload, { storage, journal });
      return true;
    });
  }

  return async (name, pace) => {
    if (await tombstones.has(name)) {
      const isRemoved = await nameLocks.withLock(name, () => storage.remove(name));
      return { removed: isRemoved ? 1 : 0 };
    }
    let bytes = 0;
    const outcome = await verify(name, async (read) => {
      bytes += read;
      pace.note(read);
      await pace.rest(read / slowestBytesPerMs);
    });
    if (outcome === 'absent') return {};
    if (outcome === 'intact') {
      return { files: 1, bytes, adopted: (await adoptNew(name)) ? 1 : 0 };
    }
    await corruptCopies.finished();
    return { files: 1, bytes, corrupt: 1 };
  };
}
