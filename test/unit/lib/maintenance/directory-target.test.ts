import { beforeEach, describe, expect, it } from 'vitest';
import { createDirectoryTarget } from '../../../../lib/maintenance/directory-target.ts';
import { readTombstones } from '../../../../lib/maintenance/read-tombstones.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import { createTombstoneSet } from '../../../../lib/tombstones/tombstones.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { nameOf, openTestStorage } from '../../../support/disk/open-test-storage.ts';
import { silentLog } from '../../../support/node/silent-log.ts';

const [a, b, gone] = [nameOf('a.txt', 'a'), nameOf('dir/b', 'b'), nameOf('c', 'c')];

let disk: MemoryDisk;

beforeEach(() => {
  disk = createMemoryDisk();
});

/** Records deletions in batches, as a copy does. */
async function record(...batches: StoredName[][]): Promise<void> {
  const { target, close } = createDirectoryTarget({
    storage: await openTestStorage({ files: createMemoryDisk().mount() }),
    tombstones: createTombstoneSet(),
    queue: disk.mount(),
  });
  for (const names of batches) await target.recordDeletions(names);
  await close();
}

describe('deletions', () => {
  it('are added to those that the log has, whether or not it ends with a line', async () => {
    disk.write('deletion.log', `${a}\n${b}`);
    await record([gone]);
    disk.crash();
    const tombstones = await readTombstones(disk.mount(), silentLog);
    for (const name of [a, b, gone]) expect(await tombstones.has(name)).toBe(true);
  });

  it('begin a log where there is none', async () => {
    await record([gone], [a, gone]);
    expect(new TextDecoder().decode(disk.read('deletion.log'))).toBe(`${gone}\n${a}\n`);
  });

  it('that are none open no log', async () => {
    await record([]);
    expect(disk.read('deletion.log')).toBeUndefined();
  });
});
