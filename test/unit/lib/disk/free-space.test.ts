import { describe, expect, it } from 'vitest';
import { createFreeSpace, type FreeSpace } from '../../../../lib/disk/free-space.ts';
import type { DiskSpace } from '../../../../lib/host/file-system.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';

const gibibyte = 1024 ** 3;

/** A disk that a test fills and clears by hand, and the room for uploads on it. */
interface TestRoom extends FreeSpace {
  readonly disk: { -readonly [Key in keyof DiskSpace]: DiskSpace[Key] } & { fault?: Error };
  readonly clock: { ms: number };
  /** How often the disk was asked. */
  looks(): number;
}

/** Where a test says nothing of bytes, or of inodes, the disk does not either. */
function createTestRoom(space: Partial<DiskSpace>, minFreeBytes?: number): TestRoom {
  const unknown = { freeBytes: 0, totalBytes: 0, freeInodes: 0, totalInodes: 0 };
  const disk: TestRoom['disk'] = { ...unknown, ...space };
  const clock = { ms: 1_700_000_000_000 };
  let looks = 0;
  const files = {
    async statfs() {
      looks += 1;
      if (disk.fault !== undefined) throw disk.fault;
      return disk;
    },
  };
  const room = createFreeSpace({ files, clock: { nowMs: () => clock.ms }, minFreeBytes });
  return { ...room, disk, clock, looks: () => looks };
}

const tooLittle = expect.objectContaining({
  name: 'NoSpaceError',
  message: 'The disk has too little free space for this upload.',
});

describe('uploads leave room on the disk', () => {
  it.each([
    ['what was told', { freeBytes: 100, totalBytes: 1000 }, 30, 70],
    ['nothing, where that was told', { freeBytes: 100, totalBytes: 1000 }, 0, 1e15],
    ['a hundredth of a small disk', { freeBytes: 100, totalBytes: 1000 }, undefined, 90],
    ['1 GiB of a large one', { freeBytes: 2e9, totalBytes: 1e15 }, undefined, 2e9 - gibibyte],
    ['nothing of one that does not say', { freeBytes: 0, totalBytes: 0 }, undefined, 1e15],
  ])('%s', async (_what, space, minFreeBytes, fits) => {
    const room = createTestRoom(space, minFreeBytes);
    await expect(room.check(fits)).resolves.toBeUndefined();
    if (fits < 1e15) await expect(room.check(fits + 1)).rejects.toEqual(tooLittle);
  });

  it('together: what one takes another one can not', async () => {
    const room = createTestRoom({ freeBytes: 1000, totalBytes: 1e6 }, 100);
    await room.reserve(400);
    await expect(room.check(400)).resolves.toBeUndefined();
    room.disk.freeBytes = 600;
    await expect(room.reserve(501)).rejects.toEqual(tooLittle);
    await room.reserve(500);
    room.disk.freeBytes = 100;
    await expect(room.reserve(1)).rejects.toEqual(tooLittle);
  });

  it('of which an upload that only said how large it is takes none', async () => {
    const room = createTestRoom({ freeBytes: 1000, totalBytes: 1e6 }, 0.5);
    await room.check(999);
    await room.check(999);
    await expect(room.reserve(999)).resolves.toBeUndefined();
  });

  it('together, also when they come at one moment', async () => {
    const room = createTestRoom({ freeBytes: 1000, totalBytes: 1e6 }, 100);
    const takers = Array.from({ length: 20 }, () => room.reserve(100));
    const taken = await Promise.allSettled(takers);
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
  });

  it('and go on where it can not be looked at', async () => {
    const room = createTestRoom({ freeBytes: 0, totalBytes: 1000 }, 100);
    room.disk.fault = systemError('EIO', '');
    await expect(room.reserve(1e15)).resolves.toBeUndefined();
    delete room.disk.fault;
    room.clock.ms += 1000;
    await expect(room.reserve(1)).rejects.toEqual(tooLittle);
  });
});

/** How many new files and directories find room, of so many that ask at one moment. */
async function countEntries(room: FreeSpace, wanted: number): Promise<number> {
  const outcomes = await Promise.allSettled(Array.from({ length: wanted }, () => room.takeEntry()));
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

describe('new files and directories leave', () => {
  it.each([
    ['a hundredth of the inodes', { freeInodes: 30, totalInodes: 1000 }, undefined, 20],
    ['as many when bytes were told', { freeInodes: 30, totalInodes: 1000 }, 1, 20],
    ['100,000 of very many', { freeInodes: 100_003, totalInodes: 1e9 }, undefined, 3],
    ['none, where nothing must stay free', { freeInodes: 3, totalInodes: 1000 }, 0, 50],
    ['none of a disk that makes them as it needs them', {}, undefined, 50],
    ['a block each', { freeBytes: 50_000, totalBytes: 1e6 }, 30_000, 4],
  ])('%s', async (_what, space, minFreeBytes, fitting) => {
    expect(await countEntries(createTestRoom(space, minFreeBytes), 50)).toBe(fitting);
  });

  it('nothing to uploads once the inodes run out, however many bytes there are', async () => {
    const space = { freeBytes: 1e9, totalBytes: 1e9, freeInodes: 10, totalInodes: 1000 };
    const room = createTestRoom(space);
    await expect(room.check(1)).rejects.toEqual(tooLittle);
    await expect(room.reserve(1)).resolves.toBeUndefined();
    room.disk.freeInodes = 9;
    room.clock.ms += 1000;
    await expect(room.reserve(1)).rejects.toEqual(tooLittle);
  });
});

describe('the disk is looked at', () => {
  it('once a second while there is plenty of room', async () => {
    const room = createTestRoom({ freeBytes: 1e9, totalBytes: 1e9 });
    for (let upload = 0; upload < 100; upload += 1) await room.reserve(1000);
    expect(room.looks()).toBe(1);
    room.clock.ms += 999;
    await room.reserve(1000);
    expect(room.looks()).toBe(1);
    room.clock.ms += 1;
    await room.reserve(1000);
    expect(room.looks()).toBe(2);
  });

  it('once for many who ask at one moment', async () => {
    const room = createTestRoom({ freeBytes: 1e9, totalBytes: 1e9 });
    await Promise.all(Array.from({ length: 20 }, () => room.reserve(1000)));
    expect(room.looks()).toBe(1);
  });

  it('again when the clock was set back', async () => {
    const room = createTestRoom({ freeBytes: 1000, totalBytes: 1e6 }, 100);
    await room.reserve(1);
    room.clock.ms -= 3_600_000;
    room.disk.freeBytes = 100;
    await expect(room.reserve(1)).rejects.toEqual(tooLittle);
  });

  it('again when half of what it had was taken', async () => {
    const room = createTestRoom({ freeBytes: 1000, totalBytes: 1e6 }, 100);
    await room.reserve(450);
    room.disk.freeBytes = 100;
    await expect(room.reserve(1)).rejects.toEqual(tooLittle);
  });

  it('before anybody is refused: somebody may have cleared it a moment ago', async () => {
    const room = createTestRoom({ freeBytes: 100, totalBytes: 1e6 }, 100);
    await expect(room.reserve(1)).rejects.toEqual(tooLittle);
    room.disk.freeBytes = 1000;
    await expect(room.reserve(1)).resolves.toBeUndefined();
  });

  it('never, where nothing must stay free', async () => {
    const room = createTestRoom({ freeBytes: 0, totalBytes: 1000 }, 0);
    await room.reserve(1e15);
    expect(room.looks()).toBe(0);
  });
});
