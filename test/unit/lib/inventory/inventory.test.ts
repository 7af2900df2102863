import { expect, it } from 'vitest';
import { createInventory } from '../../../../lib/inventory/inventory.ts';
import { createFingerprintName } from '../../../../lib/names/name-fingerprint.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import { hashText } from '../../../../runtime/node/hash.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

const fingerprintName = createFingerprintName(hashText);
const [one, other] = [nameOf('one', 'content'), nameOf('other', 'content')];

function holds(
  inventory: ReturnType<typeof createInventory>,
  name: StoredName,
): readonly ('stored' | 'deleted')[] {
  const fingerprint = fingerprintName(name);
  return [
    ...(inventory.stored.has(fingerprint) ? (['stored'] as const) : []),
    ...(inventory.tombstones.has(fingerprint) ? (['deleted'] as const) : []),
  ];
}

it('a deletion moves a name from one set to the other', () => {
  const inventory = createInventory(hashText);
  inventory.noteStored(one);
  inventory.noteStored(other);
  inventory.noteDeleted(one);
  expect([holds(inventory, one), holds(inventory, other)]).toEqual([['deleted'], ['stored']]);
});

it('a deleted name is never stored again', () => {
  const inventory = createInventory(hashText);
  inventory.noteDeleted(one);
  inventory.noteStored(one);
  expect(holds(inventory, one)).toEqual(['deleted']);
  inventory.noteRemoved(one);
  expect(holds(inventory, one)).toEqual(['deleted']);
});

it('a file that is gone without a deletion is in neither set', () => {
  const inventory = createInventory(hashText);
  inventory.noteStored(one);
  inventory.noteRemoved(one);
  expect(holds(inventory, one)).toEqual([]);
});

it('is complete once that is noted', () => {
  const inventory = createInventory(hashText);
  expect(inventory.isComplete).toBe(false);
  inventory.noteComplete();
  expect(inventory.isComplete).toBe(true);
});

it('may be doubted while nobody listens', () => {
  const inventory = createInventory(hashText);
  expect(() => inventory.doubt()).not.toThrow();
});

it('is in another epoch whenever files may have gone otherwise than by a deletion', () => {
  const inventory = createInventory(hashText);
  const epochAfter = (change: () => void): number => {
    change();
    return inventory.epoch;
  };
  const first = epochAfter(() => inventory.noteStored(one));
  expect(epochAfter(() => inventory.noteDeleted(one))).toBe(first);
  expect(epochAfter(() => inventory.noteRemoved(one))).toBe(first);
  inventory.noteStored(other);
  const second = epochAfter(() => inventory.noteRemoved(other));
  expect(second).not.toBe(first);
  const third = epochAfter(() => inventory.begin());
  expect([first, second]).not.toContain(third);
});
