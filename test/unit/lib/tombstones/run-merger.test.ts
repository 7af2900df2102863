import { describe, expect, it, vi } from 'vitest';
import { runPath } from '../../../../lib/tombstones/index-run.ts';
import { entryAt, runPaths } from '../../../support/disk/index-entries.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { coverTo, hasAll, openTestIndex as open } from '../../../support/disk/open-test-index.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';

const unwritten = 'the index of deletion.log could not be written; will retry';
const unmerged = 'files of deletion.index could not be merged; will retry';

describe('merging', () => {
  it('leaves few runs, and loses nothing', async () => {
    const disk = createMemoryDisk();
    const index = await open(disk);
    for (let end = 10; end <= 400; end += 10) await coverTo(index, end);
    await vi.waitFor(() => expect(runPaths(disk).length).toBeLessThan(6));
    expect(await hasAll(index, 400)).toBe(true);
    await index.close();
    expect(disk.openFileCount).toBe(0);
    expect(await hasAll(await open(disk), 400)).toBe(true);
  });

  it('leaves a run that is much larger than the next one', async () => {
    const disk = createMemoryDisk();
    const index = await open(disk);
    for (const end of [100, 110]) await coverTo(index, end);
    await settleMicrotasks();
    await coverTo(index, 120);
    const expected = [runPath({ from: 0, to: 100 }), runPath({ from: 100, to: 120 })];
    await vi.waitFor(() => expect(runPaths(disk)).toEqual(expected));
  });

  it('leaves a few runs as they are, and merges the smallest first', async () => {
    const disk = createMemoryDisk();
    const index = await open(disk, { fewRuns: 3 });
    for (const end of [40, 60, 70]) await coverTo(index, end);
    await settleMicrotasks();
    expect(runPaths(disk)).toHaveLength(3);
    await coverTo(index, 80);
    const expected = [
      [0, 40],
      [40, 60],
      [60, 80],
    ].map(([from = 0, to = 0]) => runPath({ from, to }));
    await vi.waitFor(() => expect(runPaths(disk)).toEqual(expected));
  });

  it('goes on at the next start, and at the next run after a failure', async () => {
    const disk = createMemoryDisk();
    const index = await open(disk, { fewRuns: 2 });
    for (const end of [20, 40]) await coverTo(index, end);
    const again = await open(disk);
    await vi.waitFor(() => expect(runPaths(disk)).toHaveLength(1));
    disk.intercept = ({ operation, path }) => {
      if (operation === 'rename' && path.endsWith('60')) throw systemError('EIO', path);
    };
    await coverTo(again, 60);
    disk.intercept = () => undefined;
    expect(again.warnings).toEqual([unwritten]);
    disk.intercept = ({ operation, path }) => {
      if (operation === 'rename' && path === runPath({ from: 0, to: 60 })) {
        throw systemError('EIO', path);
      }
    };
    await coverTo(again, 60);
    await vi.waitFor(() => expect(again.warnings).toEqual([unwritten, unmerged]));
    expect(await hasAll(again, 60)).toBe(true);
    disk.intercept = () => undefined;
    await coverTo(again, 70);
    await vi.waitFor(() => expect(runPaths(disk).length).toBeLessThan(3));
    expect(await hasAll(again, 70)).toBe(true);
  });

  it('that is stopped leaves nothing but the runs there were', async () => {
    const disk = createMemoryDisk();
    const index = await open(disk, { fewRuns: 2 });
    for (const end of [20, 40]) await coverTo(index, end);
    await index.close();
    const again = await open(disk);
    let reads = 0;
    let closed: Promise<void> | undefined;
    disk.intercept = async ({ operation }) => {
      if (operation !== 'read') return;
      reads += 1;
      closed ??= again.close();
    };
    await vi.waitFor(() => expect(reads).toBeGreaterThan(0));
    await closed;
    expect(runPaths(disk)).toHaveLength(2);
    expect([disk.openFileCount, again.warnings]).toEqual([0, []]);
    disk.intercept = () => undefined;
    expect(await hasAll(await open(disk), 40)).toBe(true);
  });

  it('of large runs takes many reads, and keeps all in order', async () => {
    const disk = createMemoryDisk();
    const index = await open(disk);
    const count = 30_000;
    for (const part of [0, count]) {
      for (let at = part; at < part + count; at += 1) index.hold(entryAt(at));
      await index.cover(part + count, 1);
    }
    await vi.waitFor(() => expect(runPaths(disk)).toHaveLength(1));
    for (let at = 0; at < 2 * count; at += 997) {
      expect(await index.find(entryAt(at), async (offset) => offset === at)).toBe(true);
    }
    expect((await open(disk)).fingerprints.size).toBe(2 * count);
  });
});
