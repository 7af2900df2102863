import { describe, expect, it } from 'vitest';
import type { FingerprintName } from '../../../../lib/names/name-fingerprint.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { namesOf } from '../../../support/disk/open-test-journal.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import {
  countRewrites,
  hasEach,
  logOf,
  openTestTombstones as open,
  record,
} from '../../../support/disk/open-test-tombstones.ts';

const [one, two, three] = [nameOf('one', '1'), nameOf('two', '2'), nameOf('three', '3')];
/** As if all names had one fingerprint. */
const sameForAll: FingerprintName = () => ({ high: 1, low: 2 });

describe('a name', () => {
  it.each(['file', 'café', '写真', '\uFEFFfile'])(
    '(%s) is deleted before and after it is logged, and after a crash',
    async (path) => {
      const disk = createMemoryDisk();
      const tombstones = await open(disk);
      const name = nameOf(path, 'content');
      expect([tombstones.mayHave(name), tombstones.size]).toEqual([false, 0]);
      tombstones.add(name);
      expect(await hasEach(tombstones, [name, one])).toEqual([true, false]);
      expect(await namesOf(tombstones)).toEqual([name]);
      await tombstones.record(7);
      expect(await hasEach(tombstones, [name, one])).toEqual([true, false]);
      expect([tombstones.mayHave(name), tombstones.size]).toEqual([true, 1]);
      expect(await namesOf(tombstones)).toEqual([name]);
      disk.crash();
      const again = await open(disk);
      expect(await hasEach(again, [name, one])).toEqual([true, false]);
      expect([again.sequence(), again.size]).toEqual([7, 1]);
      await again.close();
      expect(logOf(disk)).toBe(`${name}\n`);
    },
  );

  it('with the fingerprint of a deleted one is not deleted', async () => {
    const disk = createMemoryDisk();
    const tombstones = await open(disk, sameForAll);
    await record(tombstones, [one]);
    tombstones.add(two);
    expect(tombstones.mayHave(three)).toBe(true);
    expect(await hasEach(tombstones, [one, two, three])).toEqual([true, true, false]);
    await tombstones.record(2);
    expect(logOf(disk)).toBe(`${one}\n${two}\n`);
    disk.crash();
    const again = await open(disk, sameForAll);
    expect(await hasEach(again, [one, two, three])).toEqual([true, true, false]);
  });

  it('that is deleted again is not logged again', async () => {
    const disk = createMemoryDisk();
    const tombstones = await open(disk);
    await record(tombstones, [one, two]);
    await record(tombstones, [two, three, three]);
    expect(logOf(disk)).toBe(`${one}\n${two}\n${three}\n`);
  });

  it('that is deleted again is logged again if the index can not be read', async () => {
    const disk = createMemoryDisk();
    const tombstones = await open(disk);
    await record(tombstones, [one]);
    disk.intercept = ({ operation, path }) => {
      if (operation === 'read' && path.startsWith('deletion.index/'))
        throw systemError('EIO', path);
    };
    await expect(tombstones.has(one)).rejects.toThrow('EIO');
    await record(tombstones, [one]);
    disk.intercept = () => undefined;
    expect(logOf(disk)).toBe(`${one}\n${one}\n`);
    expect(await (await open(disk)).has(one)).toBe(true);
  });

  it('is found although somebody removed the log, which is written again with the next', async () => {
    const disk = createMemoryDisk();
    const tombstones = await open(disk);
    await record(tombstones, [one]);
    disk.wipe('deletion.log');
    expect(await hasEach(tombstones, [one, two])).toEqual([true, false]);
    await record(tombstones, [two]);
    expect(await hasEach(tombstones, [one, two, three])).toEqual([true, true, false]);
    disk.crash();
    expect(await namesOf(await open(disk))).toEqual([one, two]);
  });
});

describe('very many names', () => {
  const names = Array.from({ length: 20_001 }, (_, index) => nameOf(`file ${index}`, 'content'));

  it('are appended in chunks, and not written again by the next start', async () => {
    const disk = createMemoryDisk();
    const tombstones = await open(disk);
    await record(tombstones, [one]);
    let writes = 0;
    disk.intercept = ({ operation, path }) => {
      if (operation === 'write' && path === 'deletion.log.new') writes += 1;
    };
    await record(tombstones, names);
    expect(writes).toBe(3);
    disk.crash();
    const rewrites = countRewrites(disk);
    const again = await open(disk);
    expect(rewrites()).toBe(0);
    expect(again.size).toBe(20_002);
    expect(await hasEach(again, [one, ...names.slice(-3), two])).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(await namesOf(again)).toEqual([one, ...names]);
  });

  it('that are deleted again are logged again rather than looked for', async () => {
    const disk = createMemoryDisk();
    const tombstones = await open(disk);
    const some = names.slice(0, 10_002);
    await record(tombstones, some);
    await record(tombstones, some);
    expect(logOf(disk).trimEnd().split('\n')).toHaveLength(10_004);
    expect(tombstones.size).toBe(10_002);
  });
});

it('a log whose sync failed is written again before anything is appended', async () => {
  const disk = createMemoryDisk();
  const tombstones = await open(disk);
  await record(tombstones, [one]);
  for (const name of [two, three]) tombstones.add(name);
  disk.intercept = ({ operation, path }) => {
    if (operation === 'sync') throw systemError('EIO', path);
  };
  await expect(tombstones.record(2)).rejects.toThrow('EIO');
  expect(await tombstones.has(two)).toBe(true);
  disk.intercept = () => undefined;
  await tombstones.record(3);
  disk.crash();
  expect(await namesOf(await open(disk))).toEqual([one, two, three]);
});

it('a directory that was removed gets all names again, and no name is missed meanwhile', async () => {
  const disk = createMemoryDisk();
  const tombstones = await open(disk);
  await record(tombstones, [one, two]);
  tombstones.add(three);
  disk.wipe('');
  await expect(tombstones.restore(9)).rejects.toThrow('ENOENT');
  expect(await hasEach(tombstones, [one, two, three])).toEqual([true, true, true]);
  const files = disk.mount();
  await files.makeDirectory('');
  await files.makeDirectory('deletion.index');
  await files.syncDirectory('');
  let isRestored = false;
  const restored = tombstones.restore(9).then(() => {
    isRestored = true;
  });
  while (!isRestored) {
    expect(await hasEach(tombstones, [one, two, three])).toEqual([true, true, true]);
  }
  await restored;
  expect(await hasEach(tombstones, [one, two, three])).toEqual([true, true, true]);
  disk.crash();
  const rewrites = countRewrites(disk);
  const again = await open(disk);
  expect(await namesOf(again)).toEqual([one, two, three]);
  expect([again.sequence(), rewrites()]).toEqual([9, 0]);
});

it('a sequence number that is forgotten leaves the names', async () => {
  const disk = createMemoryDisk();
  await record(await open(disk), [one], 7);
  const tombstones = await open(disk);
  await tombstones.forgetSequence();
  expect(await tombstones.has(one)).toBe(true);
  disk.crash();
  const again = await open(disk);
  expect([again.sequence(), await again.has(one)]).toEqual([0, true]);
});
