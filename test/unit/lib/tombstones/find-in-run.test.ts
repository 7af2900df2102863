import { expect, it } from 'vitest';
import { findInRun } from '../../../../lib/tombstones/find-in-run.ts';
import { writeRun } from '../../../../lib/tombstones/index-run.ts';
import type { IndexEntry } from '../../../../lib/tombstones/run-format.ts';
import { encodeEntries, spreadEntries } from '../../../support/disk/index-entries.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';

const span = { from: 0, to: 1, sequence: 1, modifiedMs: 1 };

async function createRun(entries: readonly IndexEntry[]) {
  const disk = createMemoryDisk();
  const files = disk.mount();
  await files.makeDirectory('deletion.index');
  const run = await writeRun(files, span, [encodeEntries(entries)]);
  let reads = 0;
  disk.intercept = ({ operation }) => {
    if (operation === 'read') reads += 1;
  };
  return {
    find: (one: Omit<IndexEntry, 'offset'>) => findInRun(run, one),
    reads: () => reads,
    run,
  };
}

it.each([0, 1, 2, 256, 257, 5000])('of %d entries each is found, and no other', async (count) => {
  const entries = spreadEntries(count);
  const { find } = await createRun(entries);
  for (const entry of entries.slice(0, 300)) expect(await find(entry)).toEqual([entry.offset]);
  for (const entry of spreadEntries(count + 50).slice(count)) {
    expect(await find(entry)).toEqual([]);
  }
  const ends = [
    { high: 0, low: 0 },
    { high: 0xffff_ffff, low: 0xffff_ffff },
  ];
  for (const end of ends) expect(await find(end)).toEqual([]);
});

it('among very many entries a few reads are enough', async () => {
  const entries = spreadEntries(40_000);
  const { find, reads } = await createRun(entries);
  for (const entry of entries.slice(0, 100)) expect(await find(entry)).toEqual([entry.offset]);
  expect(reads()).toBeLessThan(300);
});

it('entries that are crowded together are found, too', async () => {
  const entries = Array.from({ length: 3000 }, (_, offset) => ({
    high: 7,
    low: offset * 3,
    offset,
  }));
  const { find } = await createRun([
    ...entries,
    ...spreadEntries(100).map((one) => ({ ...one, offset: 9 })),
  ]);
  for (const entry of entries.filter((_, index) => index % 50 === 0)) {
    expect(await find(entry)).toEqual([entry.offset]);
    expect(await find({ high: 7, low: entry.low + 1 })).toEqual([]);
  }
});

it('all entries with one fingerprint are found, however many', async () => {
  const equal = Array.from({ length: 700 }, (_, offset) => ({ high: 2 ** 31, low: 5, offset }));
  const { find } = await createRun([...equal, ...spreadEntries(1000)]);
  expect(await find({ high: 2 ** 31, low: 5 })).toEqual(equal.map(({ offset }) => offset));
  const { find: findAmongEqual } = await createRun(equal);
  expect(await findAmongEqual({ high: 2 ** 31, low: 5 })).toHaveLength(700);
});

it('a run that is cut while the node runs is an error, and no proof that a name is not there', async () => {
  const { run } = await createRun(spreadEntries(100));
  const cut = { ...run, count: 200 };
  await expect(findInRun(cut, { high: 1, low: 1 })).rejects.toThrow('was cut');
});
