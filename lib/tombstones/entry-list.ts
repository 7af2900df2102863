import type { Fingerprint } from '../collections/fingerprint.ts';
import {
  compareEntries,
  copyEntry,
  entryBytes,
  type IndexEntry,
  offsetIn,
  viewOf,
  writeEntry,
} from './run-format.ts';

const firstCapacity = 64;

/** Entries in the form in which a run has them. */
export interface EntryList {
  /** How many there are. */
  count(): number;
  /** Appends an entry. */
  push(entry: IndexEntry): void;
  /** The offsets of the names with a fingerprint; looks at all. */
  find(fingerprint: Fingerprint): readonly number[];
  /** A copy of all entries, in the order of their fingerprints. */
  sorted(): Uint8Array;
}

/** Creates an empty list. */
export function createEntryList(): EntryList {
  let view = viewOf(new Uint8Array(firstCapacity * entryBytes));
  let count = 0;

  function grow(): void {
    const larger = new Uint8Array(2 * view.byteLength);
    larger.set(new Uint8Array(view.buffer));
    view = viewOf(larger);
  }

  return {
    count: () => count,
    push(entry) {
      if (count * entryBytes === view.byteLength) grow();
      writeEntry(view, count * entryBytes, entry);
      count += 1;
    },
    find({ high, low }) {
      const offsets: number[] = [];
      for (let at = 0; at < count * entryBytes; at += entryBytes) {
        const isEqual = view.getUint32(at) === high && view.getUint32(at + 4) === low;
        if (isEqual) offsets.push(offsetIn(view, at));
      }
      return offsets;
    },
    sorted() {
      const order = new Uint32Array(count);
      for (let index = 0; index < count; index += 1) order[index] = index;
      order.sort((one, other) => compareEntries(view, one * entryBytes, view, other * entryBytes));
      const bytes = new Uint8Array(count * entryBytes);
      const target = viewOf(bytes);
      for (const [to, from] of order.entries()) {
        copyEntry(view, from * entryBytes, target, to * entryBytes);
      }
      return bytes;
    },
  };
}
