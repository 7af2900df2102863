import { afterAll, describe, expect, it } from 'vitest';
import { journalContract } from '../../../contract/journal-contract.ts';
import { createNodeHarnesses, openMemoryHarness } from '../../../support/disk/disk-harnesses.ts';
import type { DiskCall } from '../../../support/disk/disk-session.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { namesOf, openTestJournal, remaining } from '../../../support/disk/open-test-journal.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

const directories = createNodeHarnesses();

afterAll(directories.removeAll);

describe('a journal in memory', () => {
  journalContract(openMemoryHarness);
});

describe('a journal on the disk', () => {
  journalContract(directories.open);
});

const [one, two, three] = [nameOf('one', '1'), nameOf('two', '2'), nameOf('three', '3')];

/** Fails calls of a kind: the next one, or all from the next one on. */
function fail(disk: MemoryDisk, code: string, operation: DiskCall['operation'], count = 1): void {
  let left = count;
  disk.intercept = (call) => {
    if (call.operation !== operation || left === 0) return;
    left -= 1;
    throw systemError(code, call.path);
  };
}

async function deletedAfterCrash(disk: MemoryDisk): Promise<readonly string[]> {
  disk.intercept = () => undefined;
  disk.capacityBytes = Number.POSITIVE_INFINITY;
  disk.crash();
  const { journal, tombstones } = await openTestJournal(disk.mount());
  await journal.close();
  return await namesOf(tombstones);
}

describe('a disk that fails', () => {
  it.each(['write', 'sync'] as const)(
    'after a failed %s the record is written to a new segment',
    async (operation) => {
      const disk = createMemoryDisk();
      const { journal, health } = await openTestJournal(disk.mount());
      await journal.append({ op: 'DELETE', name: one, seconds: 7 });
      fail(disk, 'EIO', operation);
      await journal.append({ op: 'DELETE', name: two, seconds: 7 });
      await journal.append({ op: 'DELETE', name: three, seconds: 7 });
      expect(health.readOnlyReason).toBeUndefined();
      expect(disk.paths()).toContain('journal/0000000000000002.log');
      expect(await deletedAfterCrash(disk)).toEqual([one, two, three]);
    },
  );

  it('a failed first record leaves one segment', async () => {
    const disk = createMemoryDisk();
    const { journal } = await openTestJournal(disk.mount());
    let syncs = 0;
    disk.intercept = ({ operation, path }) => {
      if (operation === 'sync') syncs += 1;
      if (operation === 'sync' && syncs === 2) throw systemError('EIO', path);
    };
    await journal.append({ op: 'DELETE', name: one, seconds: 7 });
    expect(disk.paths().filter((path) => path.startsWith('journal/'))).toHaveLength(1);
    expect(await deletedAfterCrash(disk)).toEqual([one]);
  });

  it('the second failure in a row makes the node read-only, and leaves no tombstone', async () => {
    const disk = createMemoryDisk();
    const { journal, health, tombstones } = await openTestJournal(disk.mount());
    fail(disk, 'EIO', 'sync', 100);
    await expect(journal.append({ op: 'DELETE', name: one, seconds: 7 })).rejects.toMatchObject({
      code: 'EIO',
    });
    expect(health.readOnlyReason).toMatch('EIO');
    expect(await tombstones.has(one)).toBe(false);
    expect(await deletedAfterCrash(disk)).toEqual([]);
  });

  it('a refused record that is still readable does not count at the start', async () => {
    const disk = createMemoryDisk();
    const { journal } = await openTestJournal(disk.mount(), { hasPeers: true });
    await journal.append({ op: 'DELETE', name: one, seconds: 7 });
    fail(disk, 'EIO', 'sync', 2);
    await expect(journal.append({ op: 'DELETE', name: two, seconds: 7 })).rejects.toMatchObject({
      code: 'EIO',
    });
    await journal.append({ op: 'DELETE', name: three, seconds: 7 });
    disk.kill();
    const reopened = await openTestJournal(disk.mount(), { hasPeers: true });
    expect(reopened.unfinishedDeletes).toEqual([one, three]);
    expect(remaining(reopened, 1)).toBe(2);
  });

  it("no record is appended after a torn one that can't be cut off", async () => {
    const disk = createMemoryDisk();
    const { journal } = await openTestJournal(disk.mount());
    await journal.append({ op: 'DELETE', name: one, seconds: 7 });
    disk.capacityBytes = usedBytes(disk) + 10;
    disk.intercept = ({ operation, path }) => {
      if (operation === 'truncate') throw systemError('EIO', path);
    };
    await expect(journal.append({ op: 'PUT', name: two, seconds: 7 })).rejects.toMatchObject({
      code: 'ENOSPC',
    });
    disk.intercept = () => undefined;
    disk.capacityBytes = Number.POSITIVE_INFINITY;
    await journal.append({ op: 'DELETE', name: three, seconds: 7 });
    expect(await deletedAfterCrash(disk)).toEqual([one, three]);
  });

  it('a segment that can not be created is created at the next record', async () => {
    const disk = createMemoryDisk();
    const { journal } = await openTestJournal(disk.mount(), { segmentBytes: 1 });
    fail(disk, 'EIO', 'rename', 2);
    (
      await journal.append({ op: 'DELETE', name: one, seconds: 7 }).catch(() => undefined)
    )?.publish();
    disk.intercept = () => undefined;
    for (const name of [one, two, three])
      (await journal.append({ op: 'DELETE', name, seconds: 7 })).publish();
    expect(await deletedAfterCrash(disk)).toEqual([one, two, three]);
  });

  it("a journal that can't be compacted accepts records, and is compacted later", async () => {
    const disk = createMemoryDisk();
    const { journal } = await openTestJournal(disk.mount(), { segmentBytes: 1 });
    (await journal.append({ op: 'DELETE', name: one, seconds: 7 })).publish();
    disk.intercept = ({ operation, path }) => {
      if (operation === 'sync' && path.startsWith('deletion.log')) throw systemError('EIO', path);
    };
    (await journal.append({ op: 'DELETE', name: two, seconds: 7 })).publish();
    disk.intercept = () => undefined;
    (await journal.append({ op: 'DELETE', name: three, seconds: 7 })).publish();
    expect(disk.paths().filter((path) => path.startsWith('journal/'))).toHaveLength(2);
    expect(new Set(await deletedAfterCrash(disk))).toEqual(new Set([one, two, three]));
  });

  it('a rotation that fails is repeated', async () => {
    const disk = createMemoryDisk();
    const { journal } = await openTestJournal(disk.mount(), { segmentBytes: 1 });
    let renames = 0;
    disk.intercept = ({ operation, path }) => {
      if (operation === 'rename') renames += 1;
      if (operation === 'rename' && renames === 2) throw systemError('EIO', path);
    };
    for (const name of [one, two, three])
      (await journal.append({ op: 'DELETE', name, seconds: 7 })).publish();
    expect(await deletedAfterCrash(disk)).toEqual([one, two, three]);
  });

  it('rewrites deletion.log when somebody removed it', async () => {
    const disk = createMemoryDisk();
    const { journal } = await openTestJournal(disk.mount(), { segmentBytes: 1 });
    (await journal.append({ op: 'DELETE', name: one, seconds: 7 })).publish();
    disk.wipe('deletion.log');
    (await journal.append({ op: 'DELETE', name: two, seconds: 7 })).publish();
    expect(new Set(await deletedAfterCrash(disk))).toEqual(new Set([one, two]));
  });
});

describe('a queue directory that is removed', () => {
  it('is recovered at the next record when the first attempt failed', async () => {
    const disk = createMemoryDisk();
    const { journal } = await openTestJournal(disk.mount());
    await journal.append({ op: 'DELETE', name: one, seconds: 7 });
    disk.wipe('');
    fail(disk, 'EIO', 'rename');
    await expect(journal.append({ op: 'PUT', name: two, seconds: 7 })).rejects.toMatchObject({
      code: 'EIO',
    });
    await journal.append({ op: 'DELETE', name: three, seconds: 7 });
    expect(new Set(await deletedAfterCrash(disk))).toEqual(new Set([one, three]));
  });

  it('is recovered when no segment was open', async () => {
    const disk = createMemoryDisk();
    const { journal } = await openTestJournal(disk.mount());
    await journal.append({ op: 'DELETE', name: one, seconds: 7 });
    fail(disk, 'EIO', 'sync', 2);
    await expect(journal.append({ op: 'DELETE', name: two, seconds: 7 })).rejects.toMatchObject({
      code: 'EIO',
    });
    disk.wipe('');
    await journal.append({ op: 'DELETE', name: three, seconds: 7 });
    expect(new Set(await deletedAfterCrash(disk))).toEqual(new Set([one, three]));
  });
});

function usedBytes(disk: MemoryDisk): number {
  return disk.paths().reduce((sum, path) => sum + (disk.read(path)?.length ?? 0), 0);
}
