import { expect, it } from 'vitest';
import { createInventory } from '../../../../lib/inventory/inventory.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import { type ListedRange, listRange } from '../../../../lib/scrub/list-range.ts';
import { positionEnd } from '../../../../lib/scrub/scrub-place.ts';
import { hashText } from '../../../../runtime/node/hash.ts';
import { fileOf } from '../../../support/node/start-test-scrub.ts';

const names = Array.from({ length: 600 }, (_, index) => fileOf(`${index}`));

/** Lists ranges of a storage with these files, and lets something happen before each of them. */
function setUp(files: readonly StoredName[], onNext = (_name: StoredName): void => undefined) {
  const inventory = createInventory(hashText);
  let pauses = 0;
  async function* list(): AsyncGenerator<StoredName> {
    for (const name of files) {
      onNext(name);
      yield name;
    }
  }
  const options = {
    storage: { list },
    inventory,
    pause: async () => {
      pauses += 1;
    },
  };
  const listed = (from: number, end: number): Promise<ListedRange> =>
    listRange({ from, end }, options);
  return { inventory, listed, pauses: () => pauses };
}

it('every file is in one range, in order', async () => {
  const { listed, pauses } = setUp(names);
  const cuts = [0, 1, 1_000_000_001, 3_000_000_000, positionEnd];
  const ranges = await Promise.all(
    cuts.slice(1).map((end, index) => listed(cuts[index] as number, end)),
  );
  const found = ranges.flatMap((range) => range.names);
  expect(found.map(({ name }) => name).toSorted()).toEqual([...names].sort());
  const positions = found.map(({ position }) => position);
  expect(positions).toEqual(positions.toSorted((one, other) => one - other));
  expect(pauses()).toBeGreaterThan(8);
});

it('what is missing is counted, in its range alone', async () => {
  const { inventory, listed } = setUp(names.slice(3));
  for (const name of names) inventory.noteStored(name);
  const half = positionEnd / 2;
  const expected = names.slice(0, 3).map((name) => inventory.fingerprintName(name).high < half);
  const missing = [(await listed(0, half)).missing, (await listed(half, positionEnd)).missing];
  expect(missing[0]).toBe(expected.filter((isFirst) => isFirst).length);
  expect(missing).toEqual([missing[0], 3 - (missing[0] ?? 0)]);
});

it('what comes or goes while files are listed is not missing', async () => {
  const [gone, late] = [fileOf('gone'), fileOf('late')];
  const { inventory, listed } = setUp(names, () => {
    inventory.noteRemoved(gone);
    inventory.noteStored(late);
  });
  for (const name of [...names, gone]) inventory.noteStored(name);
  expect((await listed(0, positionEnd)).missing).toBe(0);
});
