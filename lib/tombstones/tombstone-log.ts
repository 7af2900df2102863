import { type AppendFile, replaceAppendFile } from '../disk/append-file.ts';
import { readLines } from '../disk/read-lines.ts';
import type { FileSystem } from '../host/file-system.ts';
import { parseStoredName, type StoredName, type StoredNameParts } from '../names/stored-name.ts';
import type { TombstoneSet } from './tombstones.ts';

/** The path of the log. The Python version wrote it under this name, too. */
export const tombstoneLogPath = 'deletion.log';
const namesPerChunk = 10_000;
const encoder = new TextEncoder();
/** A byte order mark is part of a name like any other character. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `deletion.log`: the tombstones whose segments were dropped, one name a line. */
export interface TombstoneLog {
  /** Appends names durably. They must be in the set already, because this may rewrite the log. */
  record(names: Iterable<StoredName>): Promise<void>;
  /** Rewrites the log with the whole set, durably and atomically. */
  rewrite(): Promise<void>;
  /** Closes the file; the next `record` rewrites it. */
  close(): Promise<void>;
}

/**
 * Reads the log into the set. A line that is not a stored name can't name a file, so it is ignored
 * and counted as `unreadable`. A last line without a newline is a torn write and is ignored; but in
 * a log of the legacy writer it counts, and `endsMidLine` is true.
 */
export async function readTombstoneLog(
  files: FileSystem,
  tombstones: TombstoneSet,
  writer: 'legacy' | 'current',
): Promise<{ readonly unreadable: number; readonly endsMidLine: boolean }> {
  let unreadable = 0;
  let endsMidLine = false;
  for await (const line of readLines(files, tombstoneLogPath)) {
    if (!line.complete && writer === 'current') break;
    endsMidLine = !line.complete;
    const parts = parseLine(line.bytes);
    if (parts === undefined) unreadable += 1;
    else tombstones.add(parts.name);
  }
  return { unreadable, endsMidLine };
}

function parseLine(bytes: Uint8Array): StoredNameParts | undefined {
  try {
    return parseStoredName(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

/** Creates the log of a set. No file is opened before the first write, which rewrites the log. */
export function createTombstoneLog(files: FileSystem, tombstones: TombstoneSet): TombstoneLog {
  let file: AppendFile | undefined;

  async function close(): Promise<void> {
    const open = file;
    file = undefined;
    await open?.close();
  }

  async function rewrite(): Promise<void> {
    await close();
    file = await replaceAppendFile(files, tombstoneLogPath, toChunks(tombstones.names()));
  }

  return {
    async record(names) {
      if (file === undefined || file.broken || !(await file.isInPlace())) await rewrite();
      else for (const chunk of toChunks(names)) await file.append(chunk);
    },
    rewrite,
    close,
  };
}

function encodeNames(names: readonly StoredName[]): Uint8Array {
  return encoder.encode(names.map((name) => `${name}\n`).join(''));
}

function* toChunks(names: Iterable<StoredName>): Generator<Uint8Array> {
  let chunk: StoredName[] = [];
  for (const name of names) {
    chunk.push(name);
    if (chunk.length === namesPerChunk) {
      yield encodeNames(chunk);
      chunk = [];
    }
  }
  if (chunk.length > 0) yield encodeNames(chunk);
}
