import { inBatches } from '../concurrency/batches.ts';
import { isDiskFull } from '../errors/error-code.ts';
import type { Clock } from '../host/clock.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import type { Journal } from '../journal/journal.ts';
import { createTombstoneSet } from '../journal/tombstones.ts';
import { diskDirectories } from '../layout/disk-directories.ts';
import { parentPath } from '../names/parent-path.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';

/** Removals, or directories, that share syncs and time. */
const batchSize = 100;
/** So many names are sorted by their directories at once. */
const defaultPortionSize = 2 ** 20;

export interface RemoveDeletedOptions {
  /** The disk under `storage`. */
  readonly files: FileSystem;
  readonly storage: Storage;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  /** How many names are looked at together; about a million unless told. */
  readonly portionSize?: number;
}

/**
 * Removes what the last life of the node recorded as deleted and may not have removed. Directories
 * are listed instead of trying name by name: most of the files are gone. What can't be removed is
 * hidden all the same, must not stop the rest, and is recorded again for the next start to try.
 */
export async function finishDeletions(
  options: RemoveDeletedOptions,
  names: Iterable<StoredName>,
): Promise<void> {
  const { files, storage, log, portionSize = defaultPortionSize } = options;
  /** A name that was recorded again is there twice as long as a peer needs the first record. */
  const recordedAgain = createTombstoneSet();

  async function remove(name: StoredName): Promise<void> {
    try {
      await storage.remove(name);
    } catch (error) {
      log.error('a deleted file can not be removed from the disk', { name, error });
      if (recordedAgain.has(name)) return;
      recordedAgain.add(name);
      await recordAgain(options, name);
    }
  }

  async function findLeft(
    directory: string,
    deleted: readonly StoredName[],
  ): Promise<readonly StoredName[]> {
    const there = new Set<string>();
    try {
      for await (const spelled of diskDirectories(files, directory)) {
        for (const entry of await files.list(spelled)) there.add(entry);
      }
      return deleted.filter((name) => there.has(name.slice(name.lastIndexOf('/') + 1)));
    } catch {
      // A directory that can't be read may still let its files go.
      return deleted;
    }
  }

  for (const portion of portionsOf(names, portionSize)) {
    await inBatches(groupByDirectory(portion), batchSize, async ([directory, deleted]) => {
      const left = await findLeft(directory, deleted);
      // One that is gone is removed again, for the sake of a directory not synced, or left empty.
      await inBatches(left.length > 0 ? left : deleted.slice(0, 1), batchSize, remove);
    });
  }
}

/** Sets of so many names at most: a set of all of them could be larger than any may be. */
function* portionsOf(names: Iterable<StoredName>, size: number): Generator<Set<StoredName>> {
  let portion = new Set<StoredName>();
  for (const name of names) {
    portion.add(name);
    if (portion.size < size) continue;
    yield portion;
    portion = new Set();
  }
  yield portion;
}

/** The record that is there goes with its segment once the peers have it. */
async function recordAgain(
  { journal, clock, log }: RemoveDeletedOptions,
  name: StoredName,
): Promise<void> {
  try {
    const seconds = Math.floor(clock.nowMs() / 1000);
    const held = await journal.append({ op: 'DELETE', name, seconds });
    held.publish('unfinished');
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    log.warn('that file may stay on the disk, because there is no room to note it', { name });
  }
}

function groupByDirectory(names: Iterable<StoredName>): ReadonlyMap<string, StoredName[]> {
  const groups = new Map<string, StoredName[]>();
  for (const name of names) {
    const directory = parentPath(name);
    const group = groups.get(directory);
    if (group === undefined) groups.set(directory, [name]);
    else group.push(name);
  }
  return groups;
}
