import { compareFingerprints } from '../collections/compare-fingerprints.ts';
import type { Fingerprint } from '../collections/fingerprint.ts';
import type { ReadableRun } from './index-run.ts';
import { entryBytes, fingerprintAt, offsetIn, viewOf } from './run-format.ts';

/** Entries that are read at a time at least: 4 KiB. */
const fewestEntries = 256;
const wordRange = 2 ** 32;

/** Returns the offsets of the names in the log that have a fingerprint. */
export async function findInRun(run: ReadableRun, wanted: Fingerprint): Promise<readonly number[]> {
  const offsets: number[] = [];
  for (let at = await findFirst(run, wanted); at < run.count; at += fewestEntries) {
    const view = await readEntries(run, at, Math.min(fewestEntries, run.count - at));
    for (let byte = 0; byte < view.byteLength; byte += entryBytes) {
      if (compareFingerprints(fingerprintAt(view, byte), wanted) !== 0) return offsets;
      offsets.push(offsetIn(view, byte));
    }
  }
  return offsets;
}

/** A position in a run, and where the fingerprint there is among all possible ones. */
interface Place {
  readonly at: number;
  readonly share: number;
}

/**
 * The position of the first entry that is not less than the fingerprint. Fingerprints are spread
 * evenly, so where it must be is known to within the square root of the number of entries: nearly
 * always one or two reads are enough.
 */
async function findFirst(run: ReadableRun, wanted: Fingerprint): Promise<number> {
  const size = Math.max(fewestEntries, Math.ceil(2 * Math.sqrt(run.count)));
  /** The position is between these two, inclusive. */
  let [low, high]: [Place, Place] = [
    { at: 0, share: 0 },
    { at: run.count, share: 1 },
  ];
  while (high.at > low.at) {
    const at = guess(low, high, size, shareOf(wanted));
    const view = await readEntries(run, at, Math.min(size, high.at - at));
    const first = firstNotLess(view, wanted);
    const end = view.byteLength / entryBytes;
    if (first > 0 && first < end) return at + first;
    if (first === 0) high = { at, share: shareOf(fingerprintAt(view, 0)) };
    else low = { at: at + end, share: shareOf(fingerprintAt(view, (end - 1) * entryBytes)) };
  }
  return low.at;
}

/** Where so many entries are to be read, so that the one with a share is likely among them. */
function guess(low: Place, high: Place, size: number, share: number): number {
  const span = Math.max(high.share - low.share, Number.MIN_VALUE);
  const middle = low.at + ((share - low.share) / span) * (high.at - low.at);
  const latest = Math.max(high.at - size, low.at);
  return Math.min(Math.max(Math.floor(middle - size / 2), low.at), latest);
}

/** Where a fingerprint is among all possible ones, from 0 to 1. */
function shareOf({ high, low }: Fingerprint): number {
  return (high + low / wordRange) / wordRange;
}

/** The index of the first entry that is not less; their number if all are. */
function firstNotLess(view: DataView, wanted: Fingerprint): number {
  let [low, high] = [0, view.byteLength / entryBytes];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareFingerprints(fingerprintAt(view, middle * entryBytes), wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function readEntries({ file }: ReadableRun, at: number, count: number): Promise<DataView> {
  const bytes = await file.read(at * entryBytes, count * entryBytes);
  if (bytes.length < count * entryBytes) throw new Error('A file of deletion.index was cut.');
  return viewOf(bytes);
}
