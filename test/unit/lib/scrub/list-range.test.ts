import { expect, it } from 'vitest';
import { createInventory } from '../../../../lib/inventory/inventory.ts';
import { defaultQuarantineLimits } from '../../../../lib/limits/quarantine-limits.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import { createQuarantineIndex } from '../../../../lib/quarantine/quarantine-index.ts';
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
  const quarantined = createQuarantineIndex(defaultQuarantineLimits);
  const options = {
    storage: { list, quarantined },
    inventory,
    pause: async () => {
      pauses += 1;
    },
  };
  const listed = (from: number, end: number): Promise<ListedRange> =>
    listRange({ from, end }, options);
  return { inventory, quarantined, listed, pauses: () => pauses };
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
  expect(pauses()).toBeGreaterThan(7);
});

it('what is missing anywhere is noticed, whatever the range', async () => {
  const { inventory, listed } = setUp(names.slice(1));
  for (const name of names.slice(1)) inventory.noteStored(name);
  expect((await listed(0, 1)).hasMissing).toBe(false);
  inventory.noteStored(names[0] as StoredName);
  for (const from of [0, 1_234_567_890])
    expect((await listed(from, from + 1)).hasMissing).toBe(true);
});

it('what comes or goes while files are listed is not missing', async () => {
  const [gone, late] = [fileOf('gone'), fileOf('late')];
  const { inventory, listed } = setUp(names, () => {
    inventory.noteRemoved(gone);
    inventory.noteStored(late);
  });
  for (const name of [...names, gone]) inventory.noteStored(name);
  expect((await listed(0, positionEnd)).hasMissing).toBe(false);
});

it('what is new outside of the range is found, too', async () => {
  const { inventory, listed } = setUp(names);
  for (const name of names.slice(3)) inventory.noteStored(name);
  const { names: found, newNames, hasMissing } = await listed(0, positionEnd / 2);
  const inRange = new Set(found.map(({ name }) => name));
  expect(newNames).toEqual(names.slice(0, 3).filter((name) => !inRange.has(name)));
  expect(hasMissing).toBe(false);
  expect((await listed(0, 1)).newNames).toEqual(names.slice(0, 3));
});

it('a file is new, although it is known, while a copy of it is in quarantine', async () => {
  const { inventory, quarantined, listed } = setUp(names);
  for (const name of names) inventory.noteStored(name);
  const name = names[5] as StoredName;
  quarantined.add(name, 0);
  expect(await listed(0, 1)).toMatchObject({ newNames: [name], hasMissing: false });
  quarantined.delete(name);
  expect(await listed(0, 1)).toMatchObject({ newNames: [] });
});

it('of very many new files some are left to their ranges', async () => {
  const many = Array.from({ length: 10_010 }, (_, index) => fileOf(`many ${index}`));
  expect((await setUp(many).listed(0, 1)).newNames).toHaveLength(10_000);
});
