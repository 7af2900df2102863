import { readLines } from '../disk/read-lines.ts';
import type { FileSystem } from '../host/file-system.ts';
import { parseLine, tombstoneLogPath } from './name-line.ts';
import type { TombstoneSet } from './tombstones.ts';

/**
 * Reads the log of a node that does not run into a set, and changes nothing. A line that is not a
 * stored name can't name a file, so it is ignored. A last line without a newline is a torn write
 * and is ignored, too; but in a log of the legacy writer it counts.
 */
export async function readTombstoneLog(
  files: FileSystem,
  tombstones: Pick<TombstoneSet, 'add'>,
  writer: 'legacy' | 'current',
): Promise<void> {
  for await (const line of readLines(files, tombstoneLogPath)) {
    if (!line.complete && writer === 'current') return;
    const name = parseLine(line.bytes);
    if (name !== undefined) tombstones.add(name);
  }
}
