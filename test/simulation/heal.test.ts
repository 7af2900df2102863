import { expect, it } from 'vitest';
import { diskPath } from '../../lib/layout/disk-path.ts';
import { createMemoryDisk, type MemoryDisk } from '../support/disk/memory-disk.ts';
import { nameOf } from '../support/disk/open-test-storage.ts';
import { heal } from './heal.ts';
import { createRottenCopies } from './rotten-copies.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

const content = new TextEncoder().encode('a');
const name = nameOf('a', 'a');
const path = diskPath(name);
const inQuarantine = `.cockatiel/damaged/${path}`;

/**
 * Heals a node which had a corrupt copy of a file, and has acknowledged the deletion of some; beside
 * another one, which may hold the file. Returns what the node counts as lost.
 */
function healNode(
  storageDisk: MemoryDisk,
  deleted: readonly string[] = [],
  { isLegacy = false, isElsewhere = false } = {},
): readonly string[] {
  const lost: string[] = [];
  const rotten = createRottenCopies([[name, { incarnation: 1, atEvent: 1 }]]);
  const buried = new Map(deleted.map((one) => [one, 1]));
  const book = { rotten, buried, lose: (one: string) => lost.push(one) };
  const others = {
    ...book,
    rotten: createRottenCopies(),
    held: new Set(isElsewhere ? [name] : []),
  };
  const node = nodeOn(storageDisk, isLegacy);
  const world = {
    plan: {},
    faults: {},
    network: { heal: () => undefined },
    nodes: new Map([
      ['a', node],
      ['b', nodeOn(createMemoryDisk(), false)],
    ]),
    oracle: {
      book: (one: SimNode) => (one === node ? book : others),
      contentOf: () => content,
      losses: { note: () => undefined },
    },
    scheduler: { eventCount: 2 },
    tell: () => undefined,
  };
  heal(world as unknown as World);
  expect(rotten.has(name)).toBe(false);
  return lost;
}

function nodeOn(storageDisk: MemoryDisk, isLegacy: boolean): SimNode {
  const queueDisk = createMemoryDisk();
  return { storageDisk, queueDisk, isLegacy, failingDisks: new Set() } as unknown as SimNode;
}

it.each([path, inQuarantine])('a corrupt copy at %s gets its own bytes', (where) => {
  const disk = createMemoryDisk();
  disk.write(where, 'b');
  expect(healNode(disk)).toEqual([]);
  expect(disk.read(path)).toEqual(content);
});

it('so does one of a deleted file that the node has not removed yet', () => {
  const disk = createMemoryDisk();
  disk.write(path, 'b');
  healNode(disk, [name]);
  expect(disk.read(path)).toEqual(content);
});

it('where a copy of a deleted file is gone, none is put back', () => {
  const disk = createMemoryDisk();
  healNode(disk, [name]);
  expect(disk.paths()).toEqual([]);
});

it('the last copy of a file that a node of the Python version has lost is not put back', () => {
  const disk = createMemoryDisk();
  expect(healNode(disk, [], { isLegacy: true })).toEqual([name]);
  expect(disk.paths()).toEqual([]);
});

it.each([
  { isLegacy: true, isElsewhere: true },
  { isLegacy: false, isElsewhere: false },
])('another copy that is gone is put back: %o', (which) => {
  const disk = createMemoryDisk();
  expect(healNode(disk, [], which)).toEqual([]);
  expect(disk.read(path)).toEqual(content);
});
