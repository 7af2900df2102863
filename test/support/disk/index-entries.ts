import { compareFingerprints } from '../../../lib/collections/compare-fingerprints.ts';
import { fingerprintOf } from '../../../lib/collections/fingerprint.ts';
import type { IndexRun } from '../../../lib/tombstones/index-run.ts';
import { readRun } from '../../../lib/tombstones/index-run.ts';
import {
  entryBytes,
  fingerprintAt,
  type IndexEntry,
  offsetIn,
  viewOf,
  writeEntry,
} from '../../../lib/tombstones/run-format.ts';
import type { MemoryDisk } from './memory-disk.ts';
import { bytesOf } from './small-files.ts';

/** Entries in the order and the form in which a run has them. */
export function encodeEntries(entries: readonly IndexEntry[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * entryBytes);
  const view = viewOf(bytes);
  for (const [index, entry] of entries.toSorted(compareFingerprints).entries()) {
    writeEntry(view, index * entryBytes, entry);
  }
  return bytes;
}

/** Reads the entries in bytes of a run. */
export function decodeEntries(bytes: Uint8Array): readonly IndexEntry[] {
  const view = viewOf(bytes);
  return Array.from({ length: bytes.length / entryBytes }, (_, index) => {
    const at = index * entryBytes;
    return { ...fingerprintAt(view, at), offset: offsetIn(view, at) };
  });
}

/** All entries of a run. */
export async function entriesOf(run: IndexRun): Promise<readonly IndexEntry[]> {
  const entries: IndexEntry[] = [];
  for await (const bytes of readRun(run)) entries.push(...decodeEntries(bytes));
  return entries;
}

/** Entries as those of names are: spread evenly. Their offsets are numbered. */
export function spreadEntries(count: number): readonly IndexEntry[] {
  return Array.from({ length: count }, (_, offset) => entryAt(offset));
}

/** An entry with a fingerprint that depends on its offset. */
export function entryAt(offset: number): IndexEntry {
  return { ...fingerprintOf(bytesOf(`name ${offset}`)), offset };
}

/** The paths of all files of the index. */
export function runPaths(disk: MemoryDisk): readonly string[] {
  return disk.paths().filter((path) => path.startsWith('deletion.index/'));
}
