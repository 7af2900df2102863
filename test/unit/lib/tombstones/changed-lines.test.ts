import { describe, expect, it } from 'vitest';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import {
  hasEach,
  openTestTombstones as open,
  record,
} from '../../../support/disk/open-test-tombstones.ts';

const [one, two, three] = [nameOf('one', '1'), nameOf('two', '2'), nameOf('three', '3')];

describe('a name whose line in the log was changed', () => {
  it.each([
    ['is damaged', (disk: MemoryDisk) => disk.flip('deletion.log', 3)],
    ['has lost its end', (disk: MemoryDisk) => disk.flip('deletion.log', one.length)],
    ['was cut', (disk: MemoryDisk) => disk.truncate('deletion.log', 5)],
  ])('stays deleted where it %s', async (_, damage) => {
    const disk = createMemoryDisk();
    const tombstones = await open(disk);
    await record(tombstones, [one, two]);
    damage(disk);
    expect(await hasEach(tombstones, [one, one, three])).toEqual([true, true, false]);
  });

  it('is logged again when it is deleted again', async () => {
    const disk = createMemoryDisk();
    const tombstones = await open(disk);
    await record(tombstones, [one, two]);
    disk.flip('deletion.log', 3);
    await record(tombstones, [one]);
    disk.wipe('deletion.index');
    expect(await hasEach(await open(disk), [one, two, three])).toEqual([true, true, false]);
  });
});
