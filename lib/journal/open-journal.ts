import { chain } from '../collections/chain.ts';
import type { FingerprintList } from '../collections/fingerprint-list.ts';
import type { AppendFile } from '../disk/append-file.ts';
import type { Ballast } from '../disk/ballast.ts';
import type { FreeSpace } from '../disk/free-space.ts';
import type { DiskHealth } from '../disk/health.ts';
import { isDiskFull } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import type { MemoryLimits } from '../limits/memory-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import { createFileJournal, type FileJournal } from './file-journal.ts';
import { uploadedName } from './record.ts';
import { openRecordedUploads, type RecordedUploads } from './recorded-uploads.ts';
import {
  type FoundSegment,
  listSegments,
  makeJournalDirectory,
  readSegment,
  reopenSegment,
  segmentPath,
} from './segment.ts';
import { createTombstoneLog, readTombstoneLog, type TombstoneLog } from './tombstone-log.ts';
import type { TombstoneSet } from './tombstones.ts';

/** What a journal needs from its node. */
export interface JournalOptions {
  readonly files: FileSystem;
  readonly tombstones: TombstoneSet;
  readonly ballast: Ballast;
  readonly freeSpace: FreeSpace;
  readonly health: DiskHealth;
  readonly log: Log;
  readonly hasPeers: boolean;
  readonly onVanished: () => Promise<void>;
  readonly segmentBytes: number;
  /** `defaultMemoryLimits` unless told. */
  readonly memoryLimits?: MemoryLimits;
}

/** A journal just opened, and the names whose removal the last run may not have finished. */
export interface OpenedJournal {
  readonly journal: FileJournal;
  readonly unfinishedDeletes: Iterable<StoredName>;
}

/**
 * Opens the journal as a crash may have left it: reads the tombstones, then writes the last segment
 * anew, without a torn tail, and the deletion log. A full disk does not stop it: then the old files
 * stand as they are, but for an original's log that ends in the middle of a line.
 */
export async function openJournal(options: JournalOptions): Promise<OpenedJournal> {
  const { files, tombstones, ballast, log } = options;
  await makeJournalDirectory(files);
  const recorded = await openRecordedUploads(options);
  const found = await readSegments(options, recorded);
  const recent = chain(found.map((segment) => segment.deleted));
  const isLegacyImport = found.length === 0;
  const writer = isLegacyImport ? 'legacy' : 'current';
  const { unreadable, endsMidLine } = await readTombstoneLog(files, tombstones, writer);
  if (unreadable > 0) log.warn('lines of deletion.log are not stored names', { lines: unreadable });
  for (const name of recent) tombstones.add(name);
  const tombstoneLog = createTombstoneLog(files, tombstones);
  let active: AppendFile | undefined;
  try {
    // First the records: a deletion must not be known for good before it is owed for good.
    active = await renewLastSegment(options, found.at(-1));
    // Once a segment is there a name without its end is not read any more: so it must fit now.
    if (endsMidLine) await ballast.releaseFor(() => tombstoneLog.rewrite());
    else await renewDeletionLog(options, tombstoneLog, found);
    await ballast.acquire();
  } catch (error) {
    await tombstoneLog.close();
    await active?.close();
    throw error;
  }
  const journal = createFileJournal({
    ...options,
    segments: found,
    active,
    tombstoneLog,
    recorded,
  });
  return { journal, unfinishedDeletes: isLegacyImport ? tombstones.names() : recent };
}

async function renewDeletionLog(
  { files, ballast }: JournalOptions,
  tombstoneLog: TombstoneLog,
  found: readonly FoundSegment[],
): Promise<void> {
  const isRewritten = await unlessDiskFull(ballast, async () => {
    await tombstoneLog.rewrite();
    return true;
  });
  if (isRewritten === undefined) return await syncFile(files, 'deletion.log');
  for (const segment of found) segment.deleted = [];
}

async function renewLastSegment(
  { files, ballast }: JournalOptions,
  last: FoundSegment | undefined,
): Promise<AppendFile | undefined> {
  if (last === undefined) return undefined;
  const active = await unlessDiskFull(ballast, () => reopenSegment(files, last));
  if (active === undefined) await syncFile(files, segmentPath(last.firstSequence));
  return active;
}

async function readSegments(
  options: JournalOptions,
  recorded: RecordedUploads,
): Promise<FoundSegment[]> {
  const { files, log } = options;
  const firsts = await listSegments(files);
  const onUpload = (line: Uint8Array, uploads: FingerprintList): void => {
    const name = uploadedName(line);
    if (name !== undefined) recorded.add(name, uploads);
  };
  const segments: FoundSegment[] = [];
  for (const [index, first] of firsts.entries()) {
    const segment = await readSegment(files, first, firsts[index + 1] ?? Infinity, onUpload);
    if (segment.unreadable > 0) {
      log.error('records of the journal are unreadable', { first, records: segment.unreadable });
    }
    segments.push(segment);
  }
  return segments;
}

/**
 * Does the work; on a full disk once more with the reserve's room; `undefined` when that is too
 * little.
 */
async function unlessDiskFull<Result>(
  ballast: Ballast,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await ballast.releaseIfFull(work);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    return undefined;
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
