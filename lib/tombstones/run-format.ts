import type { Fingerprint } from '../collections/fingerprint.ts';
import { crc32 } from '../disk/crc32.ts';

/*
 * A run: a file of the index of `deletion.log`, which says where in the log the names with a
 * fingerprint are.
 *
 * It has 16 bytes for each name of one stretch of the log, sorted by fingerprint: the fingerprint,
 * and the offset of the line in the log. The last 40 bytes say which stretch that is and of which
 * log, and have a CRC-32. All numbers are big-endian. The file is called after its stretch.
 *
 * Entries stay in this form in memory: there may be millions.
 */

/** Where a name is in the log. */
export interface IndexEntry extends Fingerprint {
  /** Where its line begins, in bytes. */
  readonly offset: number;
}

/** A part of the log, in bytes; `to` is excluded. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What a run says of the log. */
export interface IndexSpan extends Stretch {
  /** The log had all deletions of the journal before this sequence number. */
  readonly sequence: number;
  /** When the log was modified last before the run was written, in Unix milliseconds. */
  readonly modifiedMs: number;
}

export const entryBytes = 16;
const offsetAt = 8;
const sequenceAt = 16;
const modifiedAt = 24;
const checksumAt = 32;
const magicAt = 36;
export const trailerBytes = 40;
const magic = 0x636b_6474;
const wordRange = 2 ** 32;

/** A view of bytes that are anywhere in a buffer. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The fingerprint of the entry that begins at a byte. */
export function fingerprintAt(view: DataView, at: number): Fingerprint {
  return { high: view.getUint32(at), low: view.getUint32(at + 4) };
}

/** The offset in the log in the entry that begins at a byte. */
export function offsetIn(view: DataView, at: number): number {
  return readNumber(view, at + offsetAt);
}

/** Writes an entry that begins at a byte. */
export function writeEntry(view: DataView, at: number, { high, low, offset }: IndexEntry): void {
  view.setUint32(at, high);
  view.setUint32(at + 4, low);
  writeNumber(view, at + offsetAt, offset);
}

/** Copies the entry that begins at a byte of one view to another. */
export function copyEntry(from: DataView, fromAt: number, to: DataView, toAt: number): void {
  for (let word = 0; word < entryBytes; word += 4) {
    to.setUint32(toAt + word, from.getUint32(fromAt + word));
  }
}

/** Orders the entries that begin at two bytes, as `compareFingerprints` does. */
export function compareEntries(
  one: DataView,
  oneAt: number,
  other: DataView,
  otherAt: number,
): number {
  return (
    one.getUint32(oneAt) - other.getUint32(otherAt) ||
    one.getUint32(oneAt + 4) - other.getUint32(otherAt + 4)
  );
}

/** Encodes what is behind the entries, given their checksum. */
export function encodeTrailer(span: IndexSpan, checksum: number): Uint8Array {
  const trailer = new Uint8Array(trailerBytes);
  const view = viewOf(trailer);
  for (const [index, number] of [span.from, span.to, span.sequence].entries()) {
    writeNumber(view, index * 8, number);
  }
  view.setFloat64(modifiedAt, span.modifiedMs);
  view.setUint32(checksumAt, crc32(trailer.subarray(0, checksumAt), checksum));
  view.setUint32(magicAt, magic);
  return trailer;
}

/** Decodes a trailer, given the checksum of the entries; `undefined` if either is corrupt. */
export function decodeTrailer(trailer: Uint8Array, checksum: number): IndexSpan | undefined {
  if (trailer.length !== trailerBytes) return undefined;
  const view = viewOf(trailer);
  const isIntact =
    view.getUint32(checksumAt) === crc32(trailer.subarray(0, checksumAt), checksum) &&
    view.getUint32(magicAt) === magic;
  if (!isIntact) return undefined;
  return {
    from: readNumber(view, 0),
    to: readNumber(view, 8),
    sequence: readNumber(view, sequenceAt),
    modifiedMs: view.getFloat64(modifiedAt),
  };
}

function readNumber(view: DataView, at: number): number {
  return view.getUint32(at) * wordRange + view.getUint32(at + 4);
}

function writeNumber(view: DataView, at: number, number: number): void {
  view.setUint32(at, Math.floor(number / wordRange));
  view.setUint32(at + 4, number % wordRange);
}
