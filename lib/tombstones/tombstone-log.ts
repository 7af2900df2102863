import { type AppendFile, openAppendFile, replaceAppendFile } from '../disk/append-file.ts';
import { readLineBatches } from '../disk/read-lines.ts';
import { assert } from '../errors/assert.ts';
import type { FileSystem } from '../host/file-system.ts';
import { maxNameBytes, type StoredName } from '../names/stored-name.ts';
import { parseLine, tombstoneLogPath } from './name-line.ts';

const namesPerChunk = 10_000;
const bytesPerCopy = 1024 * 1024;
const bytesPerSearch = 64 * 1024;
const newline = 10;
const encoder = new TextEncoder();

/** A name, and where its line in the log begins. */
export interface LoggedName {
  readonly name: StoredName;
  readonly offset: number;
}

/** Lines of the log that were read. */
export interface LoggedBatch {
  readonly names: readonly LoggedName[];
  /** How many other lines were no stored names. */
  readonly unreadable: number;
  /** Where the next line begins. */
  readonly end: number;
}

/**
 * `deletion.log`: the tombstones that are not only in the journal, one name a line. Names are
 * appended. Where it is unknown how much of the file is durable, `ensureDurable` writes the file
 * again, as a copy: after a failed sync, or at a start that finds more than the index covers.
 */
export interface TombstoneLog {
  /** The size of the file without a torn last line. */
  sizeBytes(): number;
  /** Whether the file is known to be durable as it is. */
  isDurable(): boolean;
  /** Whether the last line has no newline although it counts. */
  readonly endsMidLine: boolean;
  /** Notes that everything up to an offset is durable. */
  noteDurable(sizeBytes: number): void;
  /** Writes the file again unless it is durable and in its place. */
  ensureDurable(): Promise<void>;
  /** Appends names durably to a file that is durable. */
  append(names: readonly StoredName[]): Promise<readonly LoggedName[]>;
  /** Writes the file again, durably and atomically, with more names behind those it has. */
  rewrite(names: readonly StoredName[]): Promise<readonly LoggedName[]>;
  /** Reads the name in the line that begins at an offset; `undefined` if there is none. */
  readName(offset: number): Promise<StoredName | undefined>;
  /** When the file was modified last, in Unix milliseconds; 0 when there is none. */
  modifiedMs(): Promise<number>;
  /** Reads the lines from an offset on. Lines that are no stored names can't name a file. */
  read(from: number): AsyncIterable<LoggedBatch>;
  /** Closes the file. */
  close(): Promise<void>;
}

/**
 * Opens the log. A last line without a newline is a torn write and is ignored; but in a log of the
 * legacy writer it counts.
 */
export async function openTombstoneLog(
  files: FileSystem,
  writer: 'legacy' | 'current',
): Promise<TombstoneLog> {
  let file = await openAppendFile(files, tombstoneLogPath);
  let intactBytes = await endOfLastLine(file);
  const endsMidLine = writer === 'legacy' && file !== undefined && intactBytes < file.sizeBytes;
  if (endsMidLine && file !== undefined) intactBytes = file.sizeBytes;
  let isDurable = false;

  function sizeBytes(): number {
    return isDurable && file !== undefined ? file.sizeBytes : intactBytes;
  }

  async function rewrite(names: readonly StoredName[]): Promise<readonly LoggedName[]> {
    const old = file;
    const needsNewline = endsMidLine && !isDurable;
    const from = sizeBytes();
    file = await replaceAppendFile(files, tombstoneLogPath, content());
    isDurable = true;
    await old?.close();
    return locate(names, needsNewline ? from + 1 : from);

    async function* content(): AsyncGenerator<Uint8Array> {
      if (old !== undefined) yield* copyOf(old, from);
      if (needsNewline) yield Uint8Array.of(newline);
      yield* toChunks(names);
    }
  }

  async function* read(from: number): AsyncGenerator<LoggedBatch> {
    if (from < sizeBytes()) yield* readNames(files, from);
  }

  return {
    sizeBytes,
    isDurable: () => isDurable && file?.broken === false,
    endsMidLine,
    noteDurable(durableBytes) {
      isDurable = file !== undefined && file.sizeBytes === durableBytes;
    },
    async ensureDurable() {
      const isUsable = isDurable && file?.broken === false && (await file.isInPlace());
      if (!isUsable) await rewrite([]);
    },
    async append(names) {
      const from = sizeBytes();
      for (const chunk of toChunks(names)) await file?.append(chunk);
      return locate(names, from);
    },
    rewrite,
    async readName(offset) {
      assert(file !== undefined, 'only names that were logged are read');
      const bytes = await file.read(offset, maxNameBytes + 1);
      const end = bytes.indexOf(newline);
      return end === -1 ? undefined : parseLine(bytes.subarray(0, end));
    },
    modifiedMs: async () => (await file?.modifiedMs()) ?? 0,
    read,
    async close() {
      await file?.close();
    },
  };
}

/** The offset behind the last newline of a file. */
async function endOfLastLine(file: AppendFile | undefined): Promise<number> {
  try {
    for (let end = file?.sizeBytes ?? 0; file !== undefined && end > 0; end -= bytesPerSearch) {
      const start = Math.max(end - bytesPerSearch, 0);
      const last = (await file.read(start, end - start)).lastIndexOf(newline);
      if (last !== -1) return start + last + 1;
    }
    return 0;
  } catch (error) {
    await file?.close();
    throw error;
  }
}

async function* copyOf(file: AppendFile, sizeBytes: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(bytesPerCopy, sizeBytes));
  for (let at = 0; at < sizeBytes; at += bytesPerCopy) {
    yield await file.read(at, Math.min(bytesPerCopy, sizeBytes - at), buffer);
  }
}

async function* readNames(files: FileSystem, from: number): AsyncGenerator<LoggedBatch> {
  let end = from;
  for await (const lines of readLineBatches(files, tombstoneLogPath, from)) {
    const names: LoggedName[] = [];
    let unreadable = 0;
    for (const line of lines) {
      const name = line.complete ? parseLine(line.bytes) : undefined;
      if (name !== undefined) names.push({ name, offset: end });
      else if (line.complete) unreadable += 1;
      if (line.complete) end = line.end;
    }
    yield { names, unreadable, end };
  }
}

/** Where the lines of names are that were written from an offset on. */
function locate(names: readonly StoredName[], from: number): readonly LoggedName[] {
  let offset = from;
  return names.map((name) => {
    const logged = { name, offset };
    offset += encoder.encode(name).length + 1;
    return logged;
  });
}

function* toChunks(names: readonly StoredName[]): Generator<Uint8Array> {
  for (let at = 0; at < names.length; at += namesPerChunk) {
    const chunk = names.slice(at, at + namesPerChunk);
    yield encoder.encode(chunk.map((name) => `${name}\n`).join(''));
  }
}
