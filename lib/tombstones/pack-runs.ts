import {
  createFingerprintPacker,
  type FingerprintPacker,
  type PackedFingerprints,
} from '../collections/packed-fingerprints.ts';
import { crc32 } from '../disk/crc32.ts';
import { type IndexRun, type RunFile, readRun } from './index-run.ts';
import { decodeTrailer, entryBytes, trailerBytes, viewOf } from './run-format.ts';

const signBit = 1 << 31;

/** What was read of files. */
export interface PackedRuns {
  /** The run in each file; `undefined` if it can't be read, is corrupt, or of something else. */
  readonly runs: readonly (IndexRun | undefined)[];
  /** The fingerprints of all entries; wrong if any run is `undefined`. */
  readonly fingerprints: PackedFingerprints;
}

/** Reads the fingerprints of all runs in ascending order, once, in bounded memory. */
export async function packRuns(files: readonly RunFile[]): Promise<PackedRuns> {
  const packer = createFingerprintPacker(files.reduce((sum, { count }) => sum + count, 0));
  const readers = files.map(createRunReader);
  let filled: RunReader[] = [];
  for (const reader of readers) if (await reader.fill()) filled.push(reader);
  while (filled.length > 0) {
    const empty = packUntilEmpty(filled, packer);
    if (!(await empty.fill())) filled = filled.filter((reader) => reader !== empty);
  }
  const runs: (IndexRun | undefined)[] = [];
  for (const reader of readers) runs.push(await reader.finish());
  return { runs, fingerprints: packer.finish() };
}

/** Packs the least fingerprints until a reader has none left, and returns that reader. */
function packUntilEmpty(readers: readonly RunReader[], packer: FingerprintPacker): RunReader {
  for (;;) {
    let least = readers[0] as RunReader;
    for (let index = 1; index < readers.length; index += 1) {
      const reader = readers[index] as RunReader;
      if (isLess(reader, least)) least = reader;
    }
    packer.push(least.high ^ signBit, least.low ^ signBit);
    if (!least.next()) return least;
  }
}

function isLess(one: RunReader, other: RunReader): boolean {
  return one.high < other.high || (one.high === other.high && one.low < other.low);
}

/** Reads one run. */
interface RunReader {
  /** The fingerprint that it has reached: its words less 2^31, in the same order. */
  high: number;
  low: number;
  /** Goes to the next entry of those that were read; `false` if there is none. */
  next(): boolean;
  /** Reads more entries, and goes to the first of them; `false` at the end. */
  fill(): Promise<boolean>;
  /** Checks what was read. */
  finish(): Promise<IndexRun | undefined>;
}

function createRunReader(runFile: RunFile): RunReader {
  const batches = readRun(runFile);
  let view = viewOf(new Uint8Array());
  let at = 0;
  let checksum = 0;
  const reader: RunReader = {
    high: 0,
    low: 0,
    next() {
      at += entryBytes;
      if (at >= view.byteLength) return false;
      reader.high = view.getInt32(at) ^ signBit;
      reader.low = view.getInt32(at + 4) ^ signBit;
      return true;
    },
    async fill() {
      const { value } = await batches.next().catch(() => ({ value: undefined }));
      if (value === undefined) return false;
      checksum = crc32(value, checksum);
      view = viewOf(value);
      at = -entryBytes;
      return reader.next();
    },
    finish: () => toRun(runFile, checksum),
  };
  return reader;
}

/** The run in a file, given the checksum of what was read of its entries. */
async function toRun(runFile: RunFile, checksum: number): Promise<IndexRun | undefined> {
  const { path, file, count, from, to } = runFile;
  try {
    // One byte more shows whether the file ends there.
    const trailer = await file.read(count * entryBytes, trailerBytes + 1);
    const span = decodeTrailer(trailer, checksum);
    return span?.from === from && span.to === to ? { ...span, path, count, file } : undefined;
  } catch {
    return undefined;
  }
}
