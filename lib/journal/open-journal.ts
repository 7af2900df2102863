import type { AppendFile } from '../disk/append-file.ts';
import type { StoredName } from '../names/stored-name.ts';
import { createTombstoneLog, readTombstoneLog } from '../tombstones/tombstone-log.ts';
import { createFileJournal } from './file-journal.ts';
import type { JournalBackend } from './journal.ts';
import type { JournalParts } from './journal-parts.ts';
import { openRecordedUploads } from './recorded-uploads.ts';
import { recoverLastSegment, recoverTombstoneLog } from './recover-logs.ts';
import { scanSegments } from './scan-segments.ts';
import { makeJournalDirectory } from './segment-file.ts';
import { createSegments } from './segments.ts';

/*
 * Crash recovery: turns the files that the last process left, however it ended, into a journal.
 *
 * 1. Scan the segments: count their records, collect their tombstones and uploads.
 * 2. Read the tombstones of `deletion.log`, and add those of the segments.
 * 3. Rewrite the last segment, without a torn last line.
 * 4. Rewrite `deletion.log`, and take the ballast.
 *
 * Steps 3 and 4 exist because what can be read after a crash may not be durable yet. Their order
 * matters: in the opposite order a power cut could leave a tombstone that no peer is ever sent.
 * Every rewrite is atomic, so a crash in any step leaves what the next start can recover again.
 *
 * Without segments the queue was last used by the Python version, or by nobody: then the last line
 * of `deletion.log` counts even without its newline, and every deletion in it may be unfinished.
 *
 * A full disk does not stop the start: the files are synced as they are, and rewritten later. Only
 * a legacy log that ends in the middle of a line must fit, because once there is a segment such a
 * line is taken for a torn write.
 */

/** What a journal needs from its node. */
export type JournalOptions = Omit<
  JournalParts,
  'segments' | 'active' | 'tombstoneLog' | 'recorded'
>;

/** A journal just opened, and the names whose files may not have been removed yet. */
export interface OpenedJournal {
  readonly journal: JournalBackend;
  readonly unfinishedDeletes: Iterable<StoredName>;
}

/** Opens the journal in the state in which a crash may have left it. */
export async function openJournal(options: JournalOptions): Promise<OpenedJournal> {
  const { files, tombstones, ballast, log } = options;
  await makeJournalDirectory(files);
  const recorded = await openRecordedUploads(options);
  const scanned = await scanSegments({ files, log, recorded });
  const segments = createSegments(scanned.map(({ segment }) => segment));
  const recent = segments.unloggedTombstones();
  const isLegacyImport = scanned.length === 0;
  const writer = isLegacyImport ? 'legacy' : 'current';
  const { unreadable, endsMidLine } = await readTombstoneLog(files, tombstones, writer);
  if (unreadable > 0) log.warn('ignoring invalid lines in deletion.log', { lines: unreadable });
  for (const name of recent) tombstones.add(name);
  const tombstoneLog = createTombstoneLog(files, tombstones);
  let active: AppendFile | undefined;
  try {
    active = await recoverLastSegment(options, scanned.at(-1));
    if (endsMidLine) await ballast.releaseFor(() => tombstoneLog.rewrite());
    else await recoverTombstoneLog(options, tombstoneLog, segments);
    await ballast.acquire();
  } catch (error) {
    await tombstoneLog.close();
    await active?.close();
    throw error;
  }
  const journal = createFileJournal({ ...options, segments, active, tombstoneLog, recorded });
  return { journal, unfinishedDeletes: isLegacyImport ? tombstones.names() : recent };
}
