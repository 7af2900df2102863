import type { KeyedMutex } from '../concurrency/keyed-mutex.ts';
import { createMutex } from '../concurrency/mutex.ts';
import type { Health } from '../disk/health.ts';
import type { Log } from '../host/log.ts';
import type { Timers } from '../host/timers.ts';
import { defaultQuarantineLimits } from '../limits/quarantine-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { QuarantineOutcome } from '../quarantine/quarantine.ts';
import type { StorageBackend } from '../storage/storage.ts';
import { createPause } from './pause.ts';

/** How many are handled at once; what is found meanwhile is found again by its next reader. */
const maxUnderway = 64;

/** Fetches a file from a peer, if one has it, in place of a corrupt copy. */
export type FetchFile = (name: StoredName) => Promise<void>;

export interface CorruptCopiesOptions {
  readonly storage: Pick<StorageBackend, 'onCorrupt' | 'version' | 'verify' | 'quarantine'>;
  readonly nameLocks: KeyedMutex<StoredName>;
  readonly health: Health;
  readonly log: Log;
  readonly timers: Timers;
  /** Ends all waiting when the node stops. */
  readonly signal: AbortSignal;
}

/** What a node does about corrupt copies, whoever finds them. */
export interface CorruptCopies {
  /** Sets how a file is fetched from a peer; until then it is not. */
  fetchBy(fetch: FetchFile): void;
  /** Resolves when nothing is done about any copy at present. */
  finished(): Promise<void>;
}

/**
 * Sees to every corrupt copy that is found in a storage: it is replaced from a peer, or else moved
 * to the quarantine, so that the node does not count it as stored, and peers send the file when
 * they can. It is read once more right before that: what was wrong may have been on the way from
 * the disk. Such copies are read one at a time.
 */
export function createCorruptCopies(options: CorruptCopiesOptions): CorruptCopies {
  const { storage, nameLocks, health, log, timers, signal } = options;
  const pause = createPause(timers, signal);
  const underway = new Map<StoredName, Promise<void>>();
  const inTurn = createMutex();
  let fetch: FetchFile = async () => undefined;

  const verify = (name: StoredName): ReturnType<StorageBackend['verify']> =>
    storage.verify(name, async () => signal.throwIfAborted());

  /** Whether a copy is still there, and matches its name after all. */
  async function readsIntact(name: StoredName, version: string): Promise<boolean> {
    const isThere = async (): Promise<boolean> => (await storage.version(name)) === version;
    if (!(await isThere())) return false;
    return (await verify(name)) === 'intact' && (await isThere());
  }

  async function quarantine(
    name: StoredName,
    version: string,
  ): Promise<QuarantineOutcome | 'intact'> {
    if (!(await inTurn(() => readsIntact(name, version)))) {
      return await nameLocks.withLock(name, () => storage.quarantine(name, version));
    }
    log.warn('a file that was read as corrupt is intact; the disk had returned other bytes', {
      name,
    });
    return 'intact';
  }

  /** Whether a copy that was changed has gone, or was replaced by an intact one. */
  async function isMended(name: StoredName): Promise<boolean> {
    const outcome = await inTurn(() => verify(name));
    return outcome === 'intact' || (await storage.version(name)) === undefined;
  }

  async function replace(name: StoredName, version: string): Promise<void> {
    await fetch(name);
    if ((await quarantine(name, version)) !== 'recent') return;
    await pause(defaultQuarantineLimits.recentMs);
    const outcome = await quarantine(name, version);
    if (outcome === 'recent' || (outcome === 'changed' && !(await isMended(name)))) {
      log.warn('a corrupt copy was not quarantined, because somebody writes to it', { name });
    }
  }

  async function handle(name: StoredName, version: string): Promise<void> {
    try {
      // A disk that fails is left alone.
      if (health.readOnlyReason === undefined) await replace(name, version);
    } catch (error) {
      if (signal.aborted) return;
      log.error('a corrupt copy could not be replaced or quarantined', { name, error });
    }
  }

  storage.onCorrupt((name, version) => {
    // Also when it is read again before it is moved.
    if (underway.has(name)) return;
    log.warn('a stored file is corrupt', { name });
    if (underway.size === maxUnderway) return;
    const handled = handle(name, version).finally(() => underway.delete(name));
    underway.set(name, handled);
  });
  return {
    fetchBy(next) {
      fetch = next;
    },
    async finished() {
      await Promise.all(underway.values());
    },
  };
}
