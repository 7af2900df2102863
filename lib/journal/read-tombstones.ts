import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import { readTombstoneLog } from '../tombstones/tombstone-log.ts';
import { createTombstoneSet, type Tombstones } from '../tombstones/tombstones.ts';
import { scanSegments } from './scan-segments.ts';

/**
 * Reads the tombstones in a queue directory that no node uses: those of `deletion.log`, and those
 * of the journal. Changes nothing there. `log` gets an error if records of the journal can't be
 * read, which may be deletions.
 */
export async function readTombstones(files: FileSystem, log: Log): Promise<Tombstones> {
  const tombstones = createTombstoneSet();
  const segments = await scanSegments({ files, log, recorded: { add: () => undefined } });
  await readTombstoneLog(files, tombstones, segments.length === 0 ? 'legacy' : 'current');
  for (const { segment } of segments) for (const name of segment.deleted) tombstones.add(name);
  return tombstones;
}
