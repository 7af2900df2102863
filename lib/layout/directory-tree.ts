import { LRUCache } from 'lru-cache';
import { createKeyedMutex } from '../concurrency/keyed-mutex.ts';
import { createWeightedLimit } from '../concurrency/weighted-limit.ts';
import type { FreeSpace } from '../disk/free-space.ts';
import { assert } from '../errors/assert.ts';
import { ClientGoneError } from '../errors/domain-errors.ts';
import { errorCode } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';
import { parentPath } from '../names/parent-path.ts';
import { asNameConflict } from './name-conflict.ts';
import { asNameRefusal, asSettledNameRefusal } from './name-refusal.ts';
import { pathsTo } from './paths-to.ts';

/** How many directories are remembered as durable; others are made and synced again. */
const rememberedDirectories = 10_000;
/** Names with more directories than this are deep. */
const deepLevels = 16;
/**
 * How many deep names have directories made or removed at once: half of the threads that Node has
 * for the disk.
 */
const deepWorkers = 4;

/**
 * The directories below the storage directory. They are made when an upload needs them and removed
 * when a deletion leaves them empty, but not while somebody retains them. Each directory has a lock
 * of its own, so work on one waits for no other; of deep names only a few are worked on at once,
 * the shallowest first.
 */
export interface DirectoryTree {
  /**
   * Makes a directory and its parents, durably, and retains it. Rejects with a `NameConflictError`
   * where a file is in the way, with an `InvalidNameError` where the disk refuses its name, with a
   * `NoSpaceError` where there is no free space for it, and with a `ClientGoneError` once the
   * signal aborts.
   */
  ensure(directory: string, signal?: AbortSignal): Promise<void>;
  /** Retains a directory as it is, there or not, to take something out of it. */
  retain(directory: string): void;
  /** Undoes one `ensure` or `retain`. */
  release(directory: string): void;
  /** Removes a directory and its parents as far as they are empty and nobody retains them. */
  prune(directory: string): Promise<void>;
  /** Forgets which directories are durable: something outside this program removed one. */
  invalidateAll(): void;
}

export interface DirectoryTreeParts {
  readonly files: FileSystem;
  readonly sync: (directory: string) => Promise<void>;
  readonly freeSpace: Pick<FreeSpace, 'reserveEntry'>;
}

/** The tree of directories on a disk. */
export function createDirectoryTree({ files, sync, freeSpace }: DirectoryTreeParts): DirectoryTree {
  const refCounts = new Map<string, number>();
  // `max` instead of `maxSize` would allocate for all of them at once.
  const durable = new LRUCache<string, true>({
    maxSize: rememberedDirectories,
    sizeCalculation: () => 1,
  });
  /** Keeps making a directory apart from removing it. */
  const locks = createKeyedMutex<string>();
  const limitDeep = createWeightedLimit(deepWorkers);

  function retain(directory: string): void {
    for (const path of pathsTo(directory)) refCounts.set(path, (refCounts.get(path) ?? 0) + 1);
  }

  function release(directory: string): void {
    for (const path of pathsTo(directory)) {
      const count = refCounts.get(path);
      assert(count !== undefined, 'only a directory that was retained is released');
      if (count > 1) refCounts.set(path, count - 1);
      else refCounts.delete(path);
    }
  }

  async function ensure(directory: string, signal?: AbortSignal): Promise<void> {
    if (isDurable(directory)) retain(directory);
    else await inTurn(directory, () => ensureNew(directory, signal));
  }

  /** A deep name keeps no paths while it waits: many of them would fill the memory. */
  function inTurn(directory: string, work: () => Promise<void>): Promise<void> {
    const levels = pathsTo(directory).length;
    return levels <= deepLevels ? work() : limitDeep(levels, work);
  }

  async function ensureNew(directory: string, signal: AbortSignal | undefined): Promise<void> {
    retain(directory);
    try {
      await make(directory, signal);
    } catch (error) {
      release(directory);
      await removeEmpty(directory);
      throw asNameConflict(error);
    }
  }

  /** Where a directory that is remembered has vanished, all are made again. */
  async function make(directory: string, signal: AbortSignal | undefined): Promise<void> {
    try {
      await makeMissing(directory, signal);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      durable.clear();
      await makeMissing(directory, signal, makeSettled);
    }
  }

  /**
   * All are made before the first is synced: a file system with a journal writes all of it at the
   * first sync, and has nothing left to do for the others.
   */
  async function makeMissing(
    directory: string,
    signal: AbortSignal | undefined,
    makeEach = makeOne,
  ): Promise<void> {
    await files.makeDirectory('');
    const missing = pathsTo(directory).filter((path) => !isDurable(path));
    for (const step of [makeEach, syncOne]) {
      for (const path of missing) {
        if (signal?.aborted) throw new ClientGoneError('The client is gone.');
        await locks.withLock(path, () => step(path));
      }
    }
  }

  async function makeOne(path: string): Promise<void> {
    const isMade = await files.makeDirectory(path).catch((error: unknown) => {
      throw asNameRefusal(error);
    });
    if (isMade) await freeSpace.reserveEntry();
  }

  /** Makes a directory whose parent was made just now. */
  async function makeSettled(path: string): Promise<void> {
    try {
      await makeOne(path);
    } catch (error) {
      throw await asSettledNameRefusal(files, [parentPath(path)], error);
    }
  }

  async function syncOne(path: string): Promise<void> {
    // Another upload may have synced it meanwhile.
    if (isDurable(path)) return;
    await sync(parentPath(path));
    durable.set(path, true);
  }

  function isDurable(path: string): boolean {
    return durable.get(path) === true;
  }

  async function removeEmpty(directory: string): Promise<void> {
    const paths = pathsTo(directory);
    try {
      for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
        // Whoever retains it may wait for the disk with its lock held.
        if (refCounts.has(path)) return;
        const outcome = await locks.withLock(path, () => removeOne(path));
        if (outcome === 'stays') return;
        if (outcome === 'absent') paths.length = await countExisting(paths);
      }
    } catch {
      // An empty directory that can't be removed does no harm.
    }
  }

  async function removeOne(path: string): Promise<'removed' | 'absent' | 'stays'> {
    if (refCounts.has(path)) return 'stays';
    durable.delete(path);
    if (await files.removeDirectory(path)) return 'removed';
    return (await files.stat(path)) === undefined ? 'absent' : 'stays';
  }

  /** How many of the directories on the way to one exist, found by bisection. */
  async function countExisting(paths: readonly string[]): Promise<number> {
    let existing = 0;
    let end = paths.length;
    while (existing < end) {
      const middle = Math.ceil((existing + end) / 2);
      if ((await files.stat(paths[middle - 1] as string)) !== undefined) existing = middle;
      else end = middle - 1;
    }
    return existing;
  }

  return {
    ensure,
    retain,
    release,
    prune: (directory) => inTurn(directory, () => removeEmpty(directory)),
    invalidateAll: () => durable.clear(),
  };
}
