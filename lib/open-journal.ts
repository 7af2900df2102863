import type { Log } from './context.ts';
import { readDeletionLog, writeDeletionLog } from './deletion-log.ts';
import type { DeletionSet } from './deletion-set.ts';
import type { DiskReserve } from './disk-reserve.ts';
import { isDiskFull } from './error-code.ts';
import { createFileJournal, type FileJournal } from './file-journal.ts';
import type { FileSystem } from './file-system.ts';
import {
  type FoundSegment,
  listSegments,
  makeJournalDirectory,
  readSegment,
  reopenSegment,
  segmentPath,
} from './journal-segment.ts';
import type { NodeHealth } from './node-health.ts';
import type { StoredName } from './stored-name.ts';

/** What a journal needs from its node. */
export interface JournalOptions {
  readonly files: FileSystem;
  readonly deletions: DeletionSet;
  readonly reserve: DiskReserve;
  readonly health: NodeHealth;
  readonly log: Log;
  readonly peerUrls: readonly string[];
  readonly segmentBytes: number;
}

/** A journal just opened, and the names whose removal the last run may not have finished. */
export interface OpenedJournal {
  readonly journal: FileJournal;
  readonly deletedNames: Iterable<StoredName>;
}

/**
 * Opens the journal as a crash may have left it: reads the deletions, then writes the deletion log and the
 * last segment anew, without a torn tail. A full disk does not stop it: then the old files stand as they are.
 */
export async function openJournal(options: JournalOptions): Promise<OpenedJournal> {
  const { files, deletions, reserve, log } = options;
  await makeJournalDirectory(files);
  const badNames = await readDeletionLog(files, deletions);
  if (badNames > 0) log.warn('lines of deletion.log are not stored names', { lines: badNames });
  const found = await readSegments(options);
  const recent = found.flatMap((segment) => segment.deleted);
  const isTakeover = found.length === 0;
  for (const name of recent) deletions.add(name);
  const deletionLog = await makeRoom(reserve, () => writeDeletionLog(files, deletions));
  if (deletionLog === undefined) await syncFile(files, 'deletion.log');
  else for (const segment of found) segment.deleted = [];
  const last = found.at(-1);
  const active = last && (await makeRoom(reserve, () => reopenSegment(files, last)));
  if (last && !active) await syncFile(files, segmentPath(last.firstSequence));
  if (!reserve.held) await reserve.acquire();
  const journal = createFileJournal({ ...options, segments: found, active, deletionLog });
  return { journal, deletedNames: isTakeover ? deletions.names() : recent };
}

async function readSegments(options: JournalOptions): Promise<FoundSegment[]> {
  const { files, log } = options;
  const firsts = await listSegments(files);
  const segments: FoundSegment[] = [];
  for (const [index, first] of firsts.entries()) {
    const segment = await readSegment(files, first, firsts[index + 1] ?? Infinity);
    if (segment.unreadable > 0) {
      log.error('records of the journal are unreadable', { first, records: segment.unreadable });
    }
    segments.push(segment);
  }
  return segments;
}

/** Does the work; on a full disk once more with the reserve's room; `undefined` when that is too little. */
async function makeRoom<Result>(
  reserve: DiskReserve,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      if (!(await reserve.release())) return undefined;
    }
  }
}

async function syncFile(files: FileSystem, path: string): Promise<void> {
  const file = await files.open(path);
  try {
    await file?.sync();
  } finally {
    await file?.close();
  }
}
