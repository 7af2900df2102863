import { describe, expect, it, vi } from 'vitest';
import { runPath } from '../../../../lib/tombstones/index-run.ts';
import { runPaths } from '../../../support/disk/index-entries.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { coverTo, hasAll, openTestIndex as open } from '../../../support/disk/open-test-index.ts';

const corrupt = 'a file of deletion.index is corrupt or can not be read; making it again';

describe('an index on the disk', () => {
  it('uses the widest run where a crash left those that were merged, and removes them', async () => {
    const disk = createMemoryDisk();
    const index = await open(disk);
    await coverTo(index, 10);
    const older = disk.read(runPath({ from: 0, to: 10 })) ?? '';
    await coverTo(index, 20);
    await vi.waitFor(() => expect(runPaths(disk)).toEqual([runPath({ from: 0, to: 20 })]));
    disk.write(runPath({ from: 0, to: 10 }), older);
    const again = await open(disk);
    expect([again.coveredBytes(), again.warnings]).toEqual([20, []]);
    expect(runPaths(disk)).toEqual([runPath({ from: 0, to: 20 })]);
  });

  it('falls back to those that were merged where the merged one is corrupt', async () => {
    const disk = createMemoryDisk();
    const index = await open(disk, { fewRuns: 8 });
    for (const end of [30, 50, 60]) await coverTo(index, end);
    disk.write(runPath({ from: 0, to: 50 }), 'rot');
    const again = await open(disk, { fewRuns: 8 });
    expect([again.coveredBytes(), again.warnings]).toEqual([60, [corrupt]]);
    expect([again.fingerprints.size, await hasAll(again, 60)]).toEqual([6, true]);
    expect(runPaths(disk)).toHaveLength(3);
  });

  it.each(['read', 'rot'])('uses no runs behind one that is corrupt (%s)', async (kind) => {
    const disk = createMemoryDisk();
    const index = await open(disk, { fewRuns: 8 });
    for (const end of [50, 90, 110]) await coverTo(index, end);
    disk.kill();
    const path = runPath({ from: 50, to: 90 });
    if (kind === 'rot') disk.write(path, 'rot');
    disk.intercept = (call) => {
      if (kind === call.operation && call.path === path) throw systemError('EIO', path);
    };
    const again = await open(disk, { fewRuns: 8 });
    expect([again.coveredBytes(), again.warnings]).toEqual([50, [corrupt]]);
    expect([again.fingerprints.size, await hasAll(again, 50)]).toEqual([5, true]);
    expect(runPaths(disk)).toEqual([runPath({ from: 0, to: 50 })]);
    await coverTo(again, 80);
    disk.intercept = () => undefined;
    expect(await hasAll(await open(disk), 80)).toBe(true);
  });

  it.each([
    ['was modified since', { modified: 2 }],
    ['is shorter', { size: 80 }],
  ])('is not used where the log %s', async (_, changed) => {
    const disk = createMemoryDisk();
    const index = await open(disk, { fewRuns: 8 });
    for (const end of [50, 90]) await coverTo(index, end);
    const again = await open(disk, changed);
    expect(again.warnings).toEqual([
      'deletion.log was modified by something else; making its index again',
    ]);
    expect([again.coveredBytes(), again.sequence(), again.fingerprints.size]).toEqual([0, 0, 0]);
    expect(runPaths(disk)).toEqual([]);
  });

  it('is used where the log is longer, and was not modified since it was covered', async () => {
    const disk = createMemoryDisk();
    await coverTo(await open(disk), 50);
    expect((await open(disk, { size: 90 })).coveredBytes()).toBe(50);
  });

  it('notes that the log was written again although it has no more names', async () => {
    const disk = createMemoryDisk();
    const index = await open(disk, { fewRuns: 8 });
    for (const end of [50, 90]) await coverTo(index, end);
    index.tombstoneLog.modified = 2;
    await index.cover(90, 91);
    expect(await hasAll(index, 90)).toBe(true);
    disk.crash();
    const again = await open(disk, { modified: 2 });
    expect([again.coveredBytes(), again.sequence(), again.warnings]).toEqual([90, 91, []]);
    expect(await hasAll(again, 90)).toBe(true);
  });

  it('leaves nothing open when it can not be opened', async () => {
    const disk = createMemoryDisk();
    await coverTo(await open(disk), 50);
    disk.kill();
    disk.write(runPath({ from: 90, to: 99 }), '');
    disk.intercept = ({ operation, path }) => {
      if (operation === 'remove') throw systemError('EROFS', path);
    };
    await expect(open(disk)).rejects.toThrow('EROFS');
    expect(disk.openFileCount).toBe(0);
  });
});
