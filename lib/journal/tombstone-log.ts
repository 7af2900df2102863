import { type AppendFile, replaceAppendFile } from '../disk/append-file.ts';
import { readLines } from '../disk/read-lines.ts';
import type { FileSystem } from '../host/file-system.ts';
import { parseStoredName, type StoredName, type StoredNameParts } from '../names/stored-name.ts';
import type { TombstoneSet } from './tombstones.ts';

const path = 'deletion.log';
const namesInPiece = 10_000;
const encoder = new TextEncoder();
/** A byte order mark is part of a name like any other character. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `deletion.log`, open for more: the names whose deletion the journal no longer records. */
export interface TombstoneLog {
  /** Records names durably. They must be in the set already. */
  record(names: Iterable<StoredName>): Promise<void>;
  /** Writes the whole set anew, durably and at a stroke. */
  rewrite(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Reads the names in `deletion.log`, one a line as the original wrote them, into the set. What is
 * not a stored name names no file, so it can be left out; `unreadable` counts such lines. A last
 * line without its end is the rest of a write that was cut, unless the original wrote the log: then
 * it counts, and `endsMidLine` tells of it.
 */
export async function readTombstoneLog(
  files: FileSystem,
  tombstones: TombstoneSet,
  writer: 'legacy' | 'current',
): Promise<{ readonly unreadable: number; readonly endsMidLine: boolean }> {
  let unreadable = 0;
  let endsMidLine = false;
  for await (const line of readLines(files, path)) {
    if (!line.complete && writer === 'current') break;
    endsMidLine = !line.complete;
    const parts = parseLine(line.bytes);
    if (parts === undefined) unreadable += 1;
    else tombstones.add(parts.name);
  }
  return { unreadable, endsMidLine: endsMidLine };
}

function parseLine(bytes: Uint8Array): StoredNameParts | undefined {
  try {
    return parseStoredName(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

/** Creates the log of a set. Until it is written anew it has no file open. */
export function createTombstoneLog(files: FileSystem, tombstones: TombstoneSet): TombstoneLog {
  let file: AppendFile | undefined;

  async function close(): Promise<void> {
    const open = file;
    file = undefined;
    await open?.close();
  }

  async function rewrite(): Promise<void> {
    await close();
    file = await replaceAppendFile(files, path, pieces(tombstones.names()));
  }

  return {
    async record(names) {
      if (file === undefined || file.broken || !(await file.isInPlace())) await rewrite();
      else for (const piece of pieces(names)) await file.append(piece);
    },
    rewrite,
    close,
  };
}

function encodeNames(names: readonly StoredName[]): Uint8Array {
  return encoder.encode(names.map((name) => `${name}\n`).join(''));
}

function* pieces(names: Iterable<StoredName>): Generator<Uint8Array> {
  let piece: StoredName[] = [];
  for (const name of names) {
    piece.push(name);
    if (piece.length === namesInPiece) {
      yield encodeNames(piece);
      piece = [];
    }
  }
  if (piece.length > 0) yield encodeNames(piece);
}
