import { type AppendFile, replaceAppendFile } from '../disk/append-file.ts';
import type { FileSystem } from '../host/file-system.ts';
import { indexDirectory } from '../tombstones/index-run.ts';
import type { Segment } from './segment.ts';

const directory = 'journal';
const digits = 16;
const chunkBytes = 1024 * 1024;

/** The path of a segment file: its first sequence number in 16 digits, in `journal/`. */
export function segmentPath(firstSequence: number): string {
  return `${directory}/${String(firstSequence).padStart(digits, '0')}.log`;
}

/** Makes the directories of the queue, and the queue directory itself, where they are missing. */
export async function makeJournalDirectory(files: FileSystem): Promise<void> {
  await files.makeDirectory('');
  await files.makeDirectory(directory);
  await files.makeDirectory(indexDirectory);
  await files.syncDirectory('');
}

/** Lists the first sequence numbers of the segment files, in order. */
export async function listSegmentFiles(files: FileSystem): Promise<number[]> {
  const names = await files.list(directory);
  return names
    .filter((name) => /^\d{16}\.log$/u.test(name))
    .map((name) => Number.parseInt(name, 10));
}

/**
 * Whether a segment is still where a restart would look for it. One without records may have no
 * file yet; then the directory is enough.
 */
export async function isSegmentInPlace(
  files: FileSystem,
  { firstSequence, count }: Segment,
): Promise<boolean> {
  const path = count > 0 ? segmentPath(firstSequence) : directory;
  return (await files.stat(path)) !== undefined;
}

/** Creates an empty segment file, open for appending. */
export function createSegmentFile(files: FileSystem, firstSequence: number): Promise<AppendFile> {
  return replaceAppendFile(files, segmentPath(firstSequence), []);
}

/** Rewrites a segment file up to a size, and opens it for appending. */
export function reopenSegmentFile(
  files: FileSystem,
  firstSequence: number,
  sizeBytes: number,
): Promise<AppendFile> {
  const path = segmentPath(firstSequence);
  return replaceAppendFile(files, path, readChunks(files, path, sizeBytes));
}

/** A segment whose rotation kept failing may be too large to be read at once. */
async function* readChunks(
  files: FileSystem,
  path: string,
  sizeBytes: number,
): AsyncGenerator<Uint8Array> {
  const file = await files.open(path);
  if (file === undefined) throw new Error(`The journal segment ${path} went away during startup.`);
  try {
    for (let position = 0; position < sizeBytes; position += chunkBytes) {
      yield await file.read(position, Math.min(chunkBytes, sizeBytes - position));
    }
  } finally {
    await file.close();
  }
}

/**
 * Removes the file of a segment that no peer needs. One with unreadable records is renamed to
 * `.bad` instead, for the operator; it is not read again.
 */
export async function removeSegmentFile(files: FileSystem, segment: Segment): Promise<void> {
  const path = segmentPath(segment.firstSequence);
  if (segment.unreadable > 0) await files.rename(path, `${path}.bad`);
  else await files.remove(path);
}
