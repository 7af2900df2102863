import type { AppendFile } from '../disk/append-file.ts';
import type { StoredName } from '../names/stored-name.ts';
import { type OpenTombstonesOptions, openTombstones } from '../tombstones/open-tombstones.ts';
import { createFileJournal } from './file-journal.ts';
import type { JournalBackend } from './journal.ts';
import type { JournalParts } from './journal-parts.ts';
import { readDeletions } from './read-deletions.ts';
import { openRecordedUploads } from './recorded-uploads.ts';
import { recoverLastSegment, recoverTombstones, scanUnlogged } from './recover-logs.ts';
import { listSegmentFiles, makeJournalDirectory } from './segment-file.ts';
import { createSegments } from './segments.ts';

/*
 * Crash recovery: turns the files that the last process left, however it ended, into a journal.
 *
 * 1. Open the tombstones: read the fingerprints from the index of `deletion.log`, and what the log
 *    has more. If it has more, or a torn last line, write it again; else it is left as it is.
 * 2. Scan the segments: count their records, collect the tombstones that are not in the log, and
 *    the uploads.
 * 3. Rewrite the last segment, without a torn last line: what can be read after a crash may not be
 *    durable yet.
 * 4. Append the tombstones of step 2 to the log, and take the ballast.
 *
 * The order of steps 3 and 4 matters: in the opposite order a power cut could leave a tombstone
 * that no peer is ever sent. What is in the log already had a durable record when it was logged.
 * Every rewrite is atomic, so a crash in any step leaves what the next start can recover again.
 *
 * Without segments the queue was last used by the Python version, or by nobody: then the last line
 * of `deletion.log` counts even without its newline. A file of one of its names that is still there
 * is removed when the files are listed for the inventory.
 *
 * A full disk does not stop the start: the files are synced as they are, and rewritten later. Only
 * a legacy log that ends in the middle of a line must fit, because once there is a segment such a
 * line is taken for a torn write.
 */

/** What a journal needs from its node. */
export type JournalOptions = Omit<JournalParts, 'segments' | 'active' | 'tombstones' | 'recorded'> &
  Pick<OpenTombstonesOptions, 'fingerprintName'>;

/** A journal just opened, and the names whose files may not have been removed yet. */
export interface OpenedJournal {
  readonly journal: JournalBackend;
  readonly unfinishedDeletes: Iterable<StoredName> | AsyncIterable<StoredName>;
}

/** Opens the journal in the state in which a crash may have left it. */
export async function openJournal(options: JournalOptions): Promise<OpenedJournal> {
  const { files, ballast, log } = options;
  await makeJournalDirectory(files);
  const recorded = await openRecordedUploads(options);
  const hasSegments = (await listSegmentFiles(files)).length > 0;
  const writer = hasSegments ? 'current' : 'legacy';
  const tombstones = await openTombstones({ ...options, writer });
  const { unreadable } = tombstones;
  if (unreadable > 0) log.warn('ignoring invalid lines in deletion.log', { lines: unreadable });
  let active: AppendFile | undefined;
  try {
    const scanned = await scanUnlogged({ ...options, recorded, tombstones });
    const segments = createSegments(scanned.map(({ segment }) => segment));
    active = await recoverLastSegment(options, scanned.at(-1));
    await recoverTombstones(ballast, tombstones, segments);
    await ballast.acquire();
    const deletions = readDeletions(
      files,
      scanned.map(({ segment }) => ({ ...segment })),
    );
    return {
      journal: createFileJournal({ ...options, segments, active, tombstones, recorded }),
      // Without peers a segment is dropped as soon as it is full, perhaps before it is read.
      unfinishedDeletes: options.hasPeers ? deletions : await collect(deletions),
    };
  } catch (error) {
    await tombstones.close();
    await active?.close();
    throw error;
  }
}

async function collect(names: AsyncIterable<StoredName>): Promise<readonly StoredName[]> {
  const collected: StoredName[] = [];
  for await (const name of names) collected.push(name);
  return collected;
}
