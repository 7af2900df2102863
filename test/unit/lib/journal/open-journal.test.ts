import { describe, expect, it } from 'vitest';
import { encodeRecords } from '../../../../lib/journal/record.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { namesOf, openTestJournal, remaining } from '../../../support/disk/open-test-journal.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { writeSmallFile } from '../../../support/disk/small-files.ts';

const [one, two] = [nameOf('one', '1'), nameOf('two', '2')];

/** Leaves not one byte free. */
function fill(disk: MemoryDisk): void {
  disk.wipe('reserve');
  disk.capacityBytes = disk.paths().reduce((sum, path) => sum + (disk.read(path)?.length ?? 0), 0);
}

async function deletedAfterCrash(disk: MemoryDisk): Promise<readonly string[]> {
  disk.crash();
  const { tombstones } = await openTestJournal(disk.mount());
  return await namesOf(tombstones);
}

describe('a start on a full disk', () => {
  it('makes the records that it read durable', async () => {
    const disk = createMemoryDisk();
    const { journal } = await openTestJournal(disk.mount());
    await journal.append({ op: 'DELETE', name: one, seconds: 7 });
    disk.intercept = ({ operation }) => {
      if (operation === 'sync') disk.kill();
    };
    await expect(journal.append({ op: 'DELETE', name: two, seconds: 7 })).rejects.toThrow(
      'is gone',
    );
    disk.intercept = () => undefined;
    fill(disk);
    const { tombstones, ballast } = await openTestJournal(disk.mount());
    expect(await namesOf(tombstones)).toEqual([one, two]);
    expect(ballast.held).toBe(false);
    expect(await deletedAfterCrash(disk)).toEqual([one, two]);
  });

  it('makes the deletion log that it read durable', async () => {
    const disk = createMemoryDisk();
    await writeSmallFile(disk.mount(), 'deletion.log', `${one}\n`);
    disk.write('journal/keep', '');
    fill(disk);
    const { tombstones } = await openTestJournal(disk.mount());
    expect(await tombstones.has(one)).toBe(true);
    expect(await deletedAfterCrash(disk)).toEqual([one]);
  });

  it('does not succeed with a legacy log that ends in the middle of a line', async () => {
    const disk = createMemoryDisk();
    disk.write('deletion.log', `${one}\n${two}`);
    disk.capacityBytes = one.length + two.length + 50;
    await expect(openTestJournal(disk.mount())).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(disk.paths()).toEqual(['deletion.log']);
    disk.capacityBytes = Number.POSITIVE_INFINITY;
    const { journal } = await openTestJournal(disk.mount());
    await journal.append({ op: 'PUT', name: nameOf('three', '3'), seconds: 7 });
    expect(await deletedAfterCrash(disk)).toEqual([one, two]);
  });

  it('succeeds without any file', async () => {
    const disk = createMemoryDisk();
    disk.capacityBytes = 0;
    const { journal, tombstones } = await openTestJournal(disk.mount());
    expect((await namesOf(tombstones)).length).toBe(0);
    await expect(journal.append({ op: 'DELETE', name: one, seconds: 7 })).rejects.toMatchObject({
      code: 'ENOSPC',
    });
    disk.capacityBytes = Number.POSITIVE_INFINITY;
    await journal.append({ op: 'DELETE', name: one, seconds: 7 });
    expect(await deletedAfterCrash(disk)).toEqual([one]);
  });

  it('uses the ballast for the logs', async () => {
    const disk = createMemoryDisk();
    const { journal } = await openTestJournal(disk.mount());
    await journal.append({ op: 'DELETE', name: one, seconds: 7 });
    await journal.close();
    disk.capacityBytes = disk
      .paths()
      .reduce((sum, path) => sum + (disk.read(path)?.length ?? 0), 0);
    const reopened = await openTestJournal(disk.mount());
    expect(reopened.unfinishedDeletes).toEqual([one]);
    await reopened.journal.append({ op: 'DELETE', name: two, seconds: 7 });
    disk.capacityBytes = Number.POSITIVE_INFINITY;
    expect(await deletedAfterCrash(disk)).toEqual([one, two]);
  });
});

describe('a start', () => {
  it.each(['the process dies', 'the disk fails'])(
    'makes a record durable that it can read although %s in its sync',
    async (what) => {
      const disk = createMemoryDisk();
      const { journal } = await openTestJournal(disk.mount(), { hasPeers: true });
      await journal.append({ op: 'DELETE', name: one, seconds: 7 });
      disk.intercept = ({ operation, path }) => {
        if (operation !== 'sync') return;
        if (what === 'the process dies') disk.kill();
        throw systemError('EIO', path);
      };
      await expect(journal.append({ op: 'DELETE', name: two, seconds: 7 })).rejects.toThrow();
      disk.intercept = () => undefined;
      disk.kill();
      // From here on the deletion may be acknowledged, so it must stay pending for the peers.
      const next = await openTestJournal(disk.mount(), { hasPeers: true });
      expect(remaining(next, 1)).toBe(2);
      disk.crash();
      const last = await openTestJournal(disk.mount(), { hasPeers: true });
      expect(remaining(last, 1)).toBe(2);
    },
  );

  it('makes the deletion log that it read durable', async () => {
    const disk = createMemoryDisk();
    await writeSmallFile(disk.mount(), 'deletion.log', `${one}\n`);
    await openTestJournal(disk.mount());
    expect(await deletedAfterCrash(disk)).toEqual([one]);
  });
});

it('unreadable records and names are logged', async () => {
  const disk = createMemoryDisk();
  disk.write('deletion.log', 'nonsense\n');
  disk.write('journal/0000000000000001.log', 'rot\n');
  const lines: string[] = [];
  const note = (message: string): void => void lines.push(message);
  const log = { error: note, warn: note, debug: note };
  await openTestJournal(disk.mount(), { log });
  expect(lines.sort()).toEqual([
    'ignoring invalid lines in deletion.log',
    'journal records are unreadable',
  ]);
});

it('deletions are not taken for logged by the index of a journal that went further', async () => {
  const disk = createMemoryDisk();
  const { journal } = await openTestJournal(disk.mount(), { segmentBytes: 1 });
  for (const name of [one, two]) {
    (await journal.append({ op: 'DELETE', name, seconds: 7 })).publish();
  }
  await journal.close();
  for (const path of disk.paths()) if (path.startsWith('journal/')) disk.wipe(path);
  const three = nameOf('three', '3');
  const record = encodeRecords([{ op: 'DELETE', name: three, seconds: 7 }]);
  disk.write('journal/0000000000000001.log', record);
  const reopened = await openTestJournal(disk.mount());
  expect(reopened.unfinishedDeletes).toEqual([three]);
  await reopened.journal.close();
  for (const path of disk.paths()) if (path.startsWith('journal/')) disk.wipe(path);
  expect(await deletedAfterCrash(disk)).toEqual([one, two, three]);
});
