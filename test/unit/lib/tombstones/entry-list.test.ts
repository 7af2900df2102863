import { expect, it } from 'vitest';
import { createEntryList } from '../../../../lib/tombstones/entry-list.ts';
import { decodeEntries, entryAt, spreadEntries } from '../../../support/disk/index-entries.ts';

it('a list has all entries, and gives them in the order of their fingerprints', () => {
  const list = createEntryList();
  expect([list.count(), list.sorted()]).toEqual([0, new Uint8Array()]);
  const entries = [
    ...spreadEntries(1000).map((entry) => ({ ...entry, offset: 2 ** 40 + entry.offset })),
    { high: 0xffff_ffff, low: 0, offset: 1 },
    { high: 0, low: 0xffff_ffff, offset: 2 },
    { high: 0, low: 0x8000_0000, offset: 3 },
  ];
  for (const entry of entries) list.push(entry);
  const key = ({ high, low }: { high: number; low: number }) =>
    BigInt(high) * 2n ** 32n + BigInt(low);
  const ordered = entries.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  expect(list.count()).toBe(1003);
  expect(decodeEntries(list.sorted())).toEqual(ordered);
});

it('finds the offsets of all entries with a fingerprint', () => {
  const list = createEntryList();
  for (const entry of spreadEntries(100)) list.push(entry);
  list.push({ ...entryAt(7), offset: 200 });
  expect(list.find(entryAt(7))).toEqual([7, 200]);
  expect(list.find(entryAt(100))).toEqual([]);
  expect(list.find({ high: 0, low: 0 })).toEqual([]);
});
