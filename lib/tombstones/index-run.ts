import { type AppendFile, replaceAppendFile } from '../disk/append-file.ts';
import { crc32 } from '../disk/crc32.ts';
import { statOrClose } from '../disk/stat-or-close.ts';
import type { FileHandle, FileSystem } from '../host/file-system.ts';
import {
  encodeTrailer,
  entryBytes,
  type IndexSpan,
  type Stretch,
  trailerBytes,
} from './run-format.ts';

/** A run that was read or written. Its file stays open for lookups. */
export interface IndexRun extends IndexSpan {
  readonly path: string;
  /** How many entries it has. */
  readonly count: number;
  readonly file: Pick<AppendFile, 'read' | 'close'>;
}

/** A file that may be a run: its content was not read yet. */
export interface RunFile extends Stretch {
  readonly path: string;
  /** How many entries it has, by its size. */
  readonly count: number;
  readonly file: FileHandle;
}

/** What reading the entries of a run takes. */
export type ReadableRun = Pick<IndexRun, 'file' | 'count'>;

/** 128 KiB. */
const chunkBytes = 8192 * entryBytes;
const digits = 16;
const namePattern = /^(\d{16})-(\d{16})(\.new)?$/u;
/** Where all runs are. */
export const indexDirectory = 'deletion.index';

/** The path of a run. */
export function runPath({ from, to }: Stretch): string {
  const [first, end] = [from, to].map((bytes) => String(bytes).padStart(digits, '0'));
  return `${indexDirectory}/${first}-${end}`;
}

/** Opens all files that may be runs, and removes drafts that a crash left. */
export async function openRunFiles(files: FileSystem): Promise<readonly RunFile[]> {
  const opened: RunFile[] = [];
  try {
    for (const name of await files.list(indexDirectory)) {
      const path = `${indexDirectory}/${name}`;
      const [, from, to, draft] = namePattern.exec(name) ?? [];
      if (from === undefined) continue;
      const file = draft === undefined ? await files.open(path) : undefined;
      if (file === undefined) {
        await files.remove(path);
        continue;
      }
      const { sizeBytes } = await statOrClose(file);
      const count = Math.max(Math.floor((sizeBytes - trailerBytes) / entryBytes), 0);
      opened.push({ path, file, count, from: Number(from), to: Number(to) });
    }
    return opened;
  } catch (error) {
    for (const { file } of opened) await file.close();
    throw error;
  }
}

/** Reads all entries of a run, many at a time; they are valid until the next ones are read. */
export async function* readRun({ file, count }: ReadableRun): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(chunkBytes, count * entryBytes));
  for (let at = 0; at < count * entryBytes; at += chunkBytes) {
    yield await file.read(at, Math.min(chunkBytes, count * entryBytes - at), buffer);
  }
}

/** Writes a run durably and atomically, from entries in the order of their fingerprints. */
export async function writeRun(
  files: FileSystem,
  { from, to, sequence, modifiedMs }: IndexSpan,
  batches: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<IndexRun> {
  const span = { from, to, sequence, modifiedMs };
  const path = runPath(span);
  let sizeBytes = 0;
  let checksum = 0;

  async function* content(): AsyncGenerator<Uint8Array> {
    for await (const batch of batches) {
      sizeBytes += batch.length;
      checksum = crc32(batch, checksum);
      yield batch;
    }
    yield encodeTrailer(span, checksum);
  }

  const file = await replaceAppendFile(files, path, content());
  return { ...span, path, count: sizeBytes / entryBytes, file };
}
