import { beforeEach, describe, expect, it } from 'vitest';
import { readTombstones } from '../../../../lib/maintenance/read-tombstones.ts';
import { openDeletionRecorder } from '../../../../lib/maintenance/record-deletions.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { silentLog } from '../../../support/node/silent-log.ts';

const [a, b, gone] = [nameOf('a.txt', 'a'), nameOf('dir/b', 'b'), nameOf('c', 'c')];

let disk: MemoryDisk;

beforeEach(() => {
  disk = createMemoryDisk();
});

describe('deletions', () => {
  it('are added to those that the log has, whether or not it ends with a line', async () => {
    disk.write('deletion.log', `${a}\n${b}`);
    const recorder = await openDeletionRecorder(disk.mount());
    await recorder.record([gone]);
    await recorder.close();
    disk.crash();
    const tombstones = await readTombstones(disk.mount(), silentLog);
    for (const name of [a, b, gone]) expect(await tombstones.has(name)).toBe(true);
  });

  it('begin a log where there is none', async () => {
    const recorder = await openDeletionRecorder(disk.mount());
    await recorder.record([gone]);
    await recorder.record([a]);
    await recorder.close();
    expect(new TextDecoder().decode(disk.read('deletion.log'))).toBe(`${gone}\n${a}\n`);
  });
});
