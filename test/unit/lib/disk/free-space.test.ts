import { describe, expect, it } from 'vitest';
import { createFreeSpace, type FreeSpace } from '../../../../lib/disk/free-space.ts';
import type { DiskSpace } from '../../../../lib/host/file-system.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';

const gibibyte = 1024 ** 3;

/** A disk that a test fills and clears by hand, and its free space. */
interface TestSpace extends FreeSpace {
  readonly disk: { -readonly [Key in keyof DiskSpace]: DiskSpace[Key] } & { fault?: Error };
  readonly clock: { ms: number };
  /** How often `statfs` was called. */
  statfsCalls(): number;
}

/** Without numbers of bytes, or of inodes, the disk does not know how many it has. */
function createTestSpace(space: Partial<DiskSpace>, minFreeBytes?: number): TestSpace {
  const unknown = { freeBytes: 0, totalBytes: 0, freeInodes: 0, totalInodes: 0 };
  const disk: TestSpace['disk'] = { ...unknown, ...space };
  const clock = { ms: 1_700_000_000_000 };
  let statfsCalls = 0;
  const files = {
    async statfs() {
      statfsCalls += 1;
      if (disk.fault !== undefined) throw disk.fault;
      return disk;
    },
  };
  const free = createFreeSpace({ files, clock: { nowMs: () => clock.ms }, minFreeBytes });
  return { ...free, disk, clock, statfsCalls: () => statfsCalls };
}

const tooLittle = expect.objectContaining({
  name: 'NoSpaceError',
  message: 'The disk has too little free space for this upload.',
});

describe('uploads leave free', () => {
  it.each([
    ['as much as is configured', { freeBytes: 100, totalBytes: 1000 }, 30, 70],
    ['nothing, where 0 is configured', { freeBytes: 100, totalBytes: 1000 }, 0, 1e15],
    ['a hundredth of a small disk', { freeBytes: 100, totalBytes: 1000 }, undefined, 90],
    ['1 GiB of a large one', { freeBytes: 2e9, totalBytes: 1e15 }, undefined, 2e9 - gibibyte],
    ['nothing of one that does not say', { freeBytes: 0, totalBytes: 0 }, undefined, 1e15],
  ])('%s', async (_what, space, minFreeBytes, fits) => {
    const free = createTestSpace(space, minFreeBytes);
    await expect(free.check(fits)).resolves.toBeUndefined();
    if (fits < 1e15) await expect(free.check(fits + 1)).rejects.toEqual(tooLittle);
  });

  it('what one reserves another one can not', async () => {
    const free = createTestSpace({ freeBytes: 1000, totalBytes: 1e6 }, 100);
    await free.reserve(400);
    await expect(free.check(400)).resolves.toBeUndefined();
    free.disk.freeBytes = 600;
    await expect(free.reserve(501)).rejects.toEqual(tooLittle);
    await free.reserve(500);
    free.disk.freeBytes = 100;
    await expect(free.reserve(1)).rejects.toEqual(tooLittle);
  });

  it('an upload that only says how large it is reserves nothing', async () => {
    const free = createTestSpace({ freeBytes: 1000, totalBytes: 1e6 }, 0.5);
    await free.check(999);
    await free.check(999);
    await expect(free.reserve(999)).resolves.toBeUndefined();
  });

  it('concurrent reservations add up', async () => {
    const free = createTestSpace({ freeBytes: 1000, totalBytes: 1e6 }, 100);
    const reservations = Array.from({ length: 20 }, () => free.reserve(100));
    const outcomes = await Promise.allSettled(reservations);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
  });

  it('uploads continue where statfs fails', async () => {
    const free = createTestSpace({ freeBytes: 0, totalBytes: 1000 }, 100);
    free.disk.fault = systemError('EIO', '');
    await expect(free.reserve(1e15)).resolves.toBeUndefined();
    delete free.disk.fault;
    free.clock.ms += 1000;
    await expect(free.reserve(1)).rejects.toEqual(tooLittle);
  });
});

/** How many new files and directories fit, of so many that are reserved at once. */
async function countEntries(free: FreeSpace, wanted: number): Promise<number> {
  const outcomes = await Promise.allSettled(
    Array.from({ length: wanted }, () => free.reserveEntry()),
  );
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

describe('new files and directories leave', () => {
  it.each([
    ['a hundredth of the inodes', { freeInodes: 30, totalInodes: 1000 }, undefined, 20],
    ['as many when bytes are configured', { freeInodes: 30, totalInodes: 1000 }, 1, 20],
    ['100,000 of very many', { freeInodes: 100_003, totalInodes: 1e9 }, undefined, 3],
    ['none, where nothing must stay free', { freeInodes: 3, totalInodes: 1000 }, 0, 50],
    ['none of a disk that allocates them on demand', {}, undefined, 50],
    ['a block each', { freeBytes: 50_000, totalBytes: 1e6 }, 30_000, 4],
  ])('%s', async (_what, space, minFreeBytes, fitting) => {
    expect(await countEntries(createTestSpace(space, minFreeBytes), 50)).toBe(fitting);
  });

  it('nothing to uploads once the inodes run out, however many bytes there are', async () => {
    const space = { freeBytes: 1e9, totalBytes: 1e9, freeInodes: 10, totalInodes: 1000 };
    const free = createTestSpace(space);
    await expect(free.check(1)).rejects.toEqual(tooLittle);
    await expect(free.reserve(1)).resolves.toBeUndefined();
    free.disk.freeInodes = 9;
    free.clock.ms += 1000;
    await expect(free.reserve(1)).rejects.toEqual(tooLittle);
  });
});

describe('statfs is called', () => {
  it('once a second while there is plenty of space', async () => {
    const free = createTestSpace({ freeBytes: 1e9, totalBytes: 1e9 });
    for (let upload = 0; upload < 100; upload += 1) await free.reserve(1000);
    expect(free.statfsCalls()).toBe(1);
    free.clock.ms += 999;
    await free.reserve(1000);
    expect(free.statfsCalls()).toBe(1);
    free.clock.ms += 1;
    await free.reserve(1000);
    expect(free.statfsCalls()).toBe(2);
  });

  it('once for concurrent reservations', async () => {
    const free = createTestSpace({ freeBytes: 1e9, totalBytes: 1e9 });
    await Promise.all(Array.from({ length: 20 }, () => free.reserve(1000)));
    expect(free.statfsCalls()).toBe(1);
  });

  it('again when the clock was set back', async () => {
    const free = createTestSpace({ freeBytes: 1000, totalBytes: 1e6 }, 100);
    await free.reserve(1);
    free.clock.ms -= 3_600_000;
    free.disk.freeBytes = 100;
    await expect(free.reserve(1)).rejects.toEqual(tooLittle);
  });

  it('again when half of the space was reserved', async () => {
    const free = createTestSpace({ freeBytes: 1000, totalBytes: 1e6 }, 100);
    await free.reserve(450);
    free.disk.freeBytes = 100;
    await expect(free.reserve(1)).rejects.toEqual(tooLittle);
  });

  it('before anybody is refused, because space may just have been freed', async () => {
    const free = createTestSpace({ freeBytes: 100, totalBytes: 1e6 }, 100);
    await expect(free.reserve(1)).rejects.toEqual(tooLittle);
    free.disk.freeBytes = 1000;
    await expect(free.reserve(1)).resolves.toBeUndefined();
  });

  it('never, where nothing must stay free', async () => {
    const free = createTestSpace({ freeBytes: 0, totalBytes: 1000 }, 0);
    await free.reserve(1e15);
    expect(free.statfsCalls()).toBe(0);
  });
});
