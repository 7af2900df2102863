import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import { noLog } from '../host/no-log.ts';
import { scanSegments } from '../journal/scan-segments.ts';
import type { StoredName } from '../names/stored-name.ts';
import { readTombstoneLog } from '../tombstones/read-tombstone-log.ts';
import { createTombstoneSet, type TombstoneSet } from '../tombstones/tombstones.ts';

/**
 * Reads the tombstones in a queue directory: those of the journal, and those of `deletion.log`.
 * Changes nothing there, and a node may use it: what that has acknowledged before the call is read.
 * `log` gets an error if records of the journal can't be read, which may be deletions.
 */
export async function readTombstones(files: FileSystem, log: Log): Promise<TombstoneSet> {
  const tombstones = createTombstoneSet();
  await addTombstones(files, log, tombstones);
  return tombstones;
}

/** Creates what reads them at each call, and returns those that it has not returned before. */
export function createNewTombstones(
  files: FileSystem,
  log: Log,
): () => Promise<readonly StoredName[]> {
  const tombstones = createTombstoneSet();
  let readings = 0;
  return async () => {
    readings += 1;
    return await addTombstones(files, readings === 1 ? log : noLog, tombstones);
  };
}

/** Adds them to a set, and returns the names that it had not. */
async function addTombstones(
  files: FileSystem,
  log: Log,
  tombstones: TombstoneSet,
): Promise<readonly StoredName[]> {
  const added: StoredName[] = [];
  const adding = {
    add(name: StoredName): void {
      if (!tombstones.mayHave(name)) added.push(name);
      tombstones.add(name);
    },
  };
  const recorded = { add: () => undefined };
  // In this order: a node logs the deletions of a segment before it drops that.
  const segments = await scanSegments({ files, log, recorded, tombstones: adding }, 0);
  await readTombstoneLog(files, adding, segments.length === 0 ? 'legacy' : 'current');
  return added;
}
