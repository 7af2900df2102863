import { describe, expect, it } from 'vitest';
import { entryAt, runPaths } from '../../../support/disk/index-entries.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { coverTo, hasAll, openTestIndex as open } from '../../../support/disk/open-test-index.ts';

const unwritten = 'the index of deletion.log could not be written; will retry';

describe('the index', () => {
  it('finds what is held, and what was covered, also after a crash', async () => {
    const disk = createMemoryDisk();
    const index = await open(disk);
    expect([index.coveredBytes(), index.sequence()]).toEqual([0, 0]);
    index.hold(entryAt(0));
    expect(await hasAll(index, 10)).toBe(true);
    await coverTo(index, 50);
    expect(await hasAll(index, 50)).toBe(true);
    disk.crash();
    const again = await open(disk);
    expect([again.coveredBytes(), again.sequence(), again.fingerprints.size]).toEqual([50, 50, 5]);
    expect(await hasAll(again, 50)).toBe(true);
  });

  it('finds the right one among names with one fingerprint', async () => {
    const index = await open(createMemoryDisk());
    for (const offset of [0, 10]) index.hold({ ...entryAt(0), offset });
    await index.cover(20, 1);
    index.hold({ ...entryAt(0), offset: 20 });
    const asked: number[] = [];
    const isLast = async (offset: number) => asked.push(offset) === 3;
    expect(await index.find(entryAt(0), isLast)).toBe(true);
    expect(asked.toSorted((a, b) => a - b)).toEqual([0, 10, 20]);
  });

  it('covers nothing twice, and a stretch without names, too', async () => {
    const disk = createMemoryDisk();
    const index = await open(disk);
    await index.cover(0, 7);
    expect(runPaths(disk)).toEqual([]);
    await index.cover(30, 7);
    await index.cover(30, 8);
    expect(runPaths(disk)).toHaveLength(1);
    expect((await open(disk)).coveredBytes()).toBe(30);
  });

  it('holds what could not be written until the next time', async () => {
    const disk = createMemoryDisk();
    const index = await open(disk);
    disk.intercept = ({ operation, path }) => {
      if (operation === 'sync') throw systemError('ENOSPC', path);
    };
    await coverTo(index, 50);
    expect(index.warnings).toEqual([unwritten]);
    expect(index.coveredBytes()).toBe(0);
    expect(await hasAll(index, 50)).toBe(true);
    disk.intercept = () => undefined;
    for (const offset of [50, 60]) index.hold(entryAt(offset));
    await index.cover(70, 70);
    expect(await hasAll(await open(disk), 70)).toBe(true);
  });

  it('has nothing once it was cleared, also after a crash', async () => {
    const disk = createMemoryDisk();
    const index = await open(disk);
    await coverTo(index, 50);
    index.hold(entryAt(50));
    await index.clear();
    expect(await index.find(entryAt(50), async () => true)).toBe(false);
    disk.crash();
    expect((await open(disk)).coveredBytes()).toBe(0);
    expect(disk.openFileCount).toBe(0);
  });

  it('finds its names while its directory is gone, and writes them to the next one', async () => {
    const disk = createMemoryDisk();
    const index = await open(disk, { fewRuns: 8 });
    for (const end of [50, 90]) await coverTo(index, end);
    disk.wipe('');
    expect(await hasAll(index, 90)).toBe(true);
    await index.rewrite();
    expect(index.warnings).toEqual([unwritten]);
    await disk.mount().makeDirectory('');
    await disk.mount().makeDirectory('deletion.index');
    await disk.mount().syncDirectory('');
    await index.rewrite();
    expect(await hasAll(index, 90)).toBe(true);
    await index.close();
    expect(disk.openFileCount).toBe(0);
    disk.crash();
    expect(await hasAll(await open(disk), 90)).toBe(true);
  });
});
