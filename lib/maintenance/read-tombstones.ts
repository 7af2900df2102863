import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import { scanSegments } from '../journal/scan-segments.ts';
import { readTombstoneLog } from '../tombstones/read-tombstone-log.ts';
import { createTombstoneSet, type TombstoneSet } from '../tombstones/tombstones.ts';

/**
 * Reads the tombstones in a queue directory that no node uses: those of `deletion.log`, and those
 * of the journal. Changes nothing there. `log` gets an error if records of the journal can't be
 * read, which may be deletions.
 */
export async function readTombstones(files: FileSystem, log: Log): Promise<TombstoneSet> {
  const tombstones = createTombstoneSet();
  const recorded = { add: () => undefined };
  const segments = await scanSegments({ files, log, recorded, tombstones }, 0);
  await readTombstoneLog(files, tombstones, segments.length === 0 ? 'legacy' : 'current');
  return tombstones;
}
