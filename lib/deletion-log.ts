import { type AppendFile, replaceAppendFile } from './append-file.ts';
import type { DeletionSet } from './deletion-set.ts';
import type { FileSystem } from './file-system.ts';
import { readLines } from './read-lines.ts';
import { parseStoredName, type StoredName } from './stored-name.ts';

const path = 'deletion.log';
const namesInPiece = 10_000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Reads the names in `deletion.log`, one a line as the original wrote them, into the set. What is not a
 * stored name names no file, so it can be left out; returns how many such lines there were.
 */
export async function readDeletionLog(files: FileSystem, deletions: DeletionSet): Promise<number> {
  let unreadable = 0;
  for await (const line of readLines(files, path)) {
    const parts = parseStoredName(decoder.decode(line.bytes));
    if (parts === undefined) unreadable += 1;
    else deletions.add(parts.name);
  }
  return unreadable;
}

/** Writes `deletion.log` anew: what could be read after a crash is not proof of what is on the disk. */
export function writeDeletionLog(files: FileSystem, deletions: DeletionSet): Promise<AppendFile> {
  return replaceAppendFile(files, path, pieces(deletions.names()));
}

/** The bytes that record these names in the log. */
export function encodeNames(names: readonly StoredName[]): Uint8Array {
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
  yield encodeNames(piece);
}
