import { describe, expect, it } from 'vitest';
import { createFreeSpace } from '../../../../lib/disk/free-space.ts';
import { NoSpaceError, TooLargeError } from '../../../../lib/errors/domain-errors.ts';
import { createFileSpool } from '../../../../lib/object-store/file-spool.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { bytesOf, textOf } from '../../../support/disk/small-files.ts';
import { createTestSpool } from '../../../support/objects/create-test-spool.ts';
import { collect } from '../../../support/objects/object-bodies.ts';

describe('a spool on a disk', () => {
  it('makes its directory where there is none, also with nobody to tell', async () => {
    const files = createMemoryDisk().mount();
    const makeDirectory: typeof files.makeDirectory = async (path, access) =>
      (await files.makeDirectory(path, access)) || path === '';
    const body = await createTestSpool({ ...files, makeDirectory }).begin();
    await body.write(bytesOf('x'));
    expect(textOf(await collect((await body.finish()).read()))).toBe('x');
  });

  it('keeps bodies until they are removed, or until the next start', async () => {
    const disk = createMemoryDisk();
    const files = disk.mount();
    await createTestSpool(files).recover();
    const spool = createTestSpool(files);
    const [one, other] = [await spool.begin(), await spool.begin()];
    await one.write(bytesOf('one '));
    await one.write(bytesOf('two'));
    const content = await one.finish();
    expect(content.sizeBytes).toBe(7);
    for (const _ of [1, 2]) expect(textOf(await collect(content.read()))).toBe('one two');
    expect(await files.list('spool')).toHaveLength(2);
    await one.remove();
    await one.remove();
    await expect(collect(content.read())).rejects.toThrow('vanished');
    await other.write(bytesOf('x'));
    expect(await files.list('spool')).toHaveLength(1);
    await createTestSpool(files).recover();
    expect(await files.list('spool')).toEqual([]);
  });

  it('leaves of the disk what must stay free', async () => {
    const disk = createMemoryDisk();
    disk.space = { freeBytes: 20_000, totalBytes: 40_000, freeInodes: 9, totalInodes: 0 };
    const spool = createTestSpool(disk.mount(), 10_000);
    await spool.recover();
    await spool.checkSpace(9_000);
    await expect(spool.checkSpace(11_000)).rejects.toThrow(NoSpaceError);
    const body = await spool.begin();
    await body.write(new Uint8Array(5_000));
    disk.space = { ...disk.space, freeBytes: 15_000 };
    await expect(body.write(new Uint8Array(6_000))).rejects.toThrow(NoSpaceError);
    disk.space = { ...disk.space, freeBytes: 12_000 };
    await expect(spool.begin()).rejects.toThrow(NoSpaceError);
  });

  it('makes its directory again where that has vanished, once for all', async () => {
    const disk = createMemoryDisk();
    const files = disk.mount();
    let vanished = 0;
    const spool = createFileSpool({
      files,
      freeSpace: createFreeSpace({ files, clock: { nowMs: () => 0 }, minFreeBytes: 0 }),
      async onVanished() {
        vanished += 1;
      },
    });
    await spool.recover();
    disk.wipe('');
    const bodies = await Promise.all([spool.begin(), spool.begin()]);
    expect([vanished, await files.list('spool')]).toEqual([1, ['1', '2']]);
    for (const body of bodies) await body.remove();
    await files.removeDirectory('spool');
    const body = await createTestSpool(files).begin();
    await body.write(bytesOf('x'));
    expect((await body.finish()).sizeBytes).toBe(1);
  });

  it('says what a disk refuses', async () => {
    const disk = createMemoryDisk();
    const spool = createTestSpool(disk.mount());
    await spool.recover();
    const body = await spool.begin();
    let code = 'EFBIG';
    disk.intercept = ({ operation, path }) => {
      if (operation !== 'remove') throw systemError(code, path);
    };
    await expect(body.write(bytesOf('x'))).rejects.toThrow(TooLargeError);
    code = 'ENOSPC';
    await expect(body.write(bytesOf('x'))).rejects.toThrow('ENOSPC');
    await expect(spool.begin()).rejects.toThrow('ENOSPC');
  });
});
