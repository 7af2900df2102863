import { describe, expect, it } from 'vitest';
import { positionEnd } from '../../../../lib/scrub/scrub-place.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { textOf } from '../../../support/disk/small-files.ts';
import { warnings } from '../../../support/node/memory-cluster.ts';
import {
  diskWith,
  fileOf,
  passMs,
  periodMs,
  startTestScrub,
  watchReads,
} from '../../../support/node/start-test-scrub.ts';

const contents = Array.from({ length: 50 }, (_, index) => `content ${index}`);
const clean = { corrupt: 0, failed: 0, adopted: 0, removed: 0, hours: 0 };
const totalBytes = contents.reduce((sum, { length }) => sum + length, 0);

describe('a scrub', () => {
  it('reads each file once in its period, and says how far it is', async () => {
    const node = await startTestScrub({ storageDisk: diskWith(contents) });
    const read = watchReads(node);
    expect(node.report()).toMatchObject({ progress: 0, files: 0, finishedAt: null, error: null });
    await node.timers.pass(passMs / 2);
    const { progress, files, bytes } = node.report();
    expect(progress).toBeGreaterThan(0.3);
    expect(progress).toBeLessThan(0.7);
    // One more is being read.
    expect(read.length - files).toBeLessThan(2);
    expect(bytes).toBeGreaterThan(files);
    await node.timers.pass(passMs / 2);
    expect(read.slice(0, contents.length).toSorted()).toEqual(contents.map(fileOf).toSorted());
    expect(node.passes()).toEqual([{ level: 'debug', files: 50, bytes: totalBytes, ...clean }]);
    expect(node.report().finishedAt).toMatch(/^2023-11-14T22:13:/u);
    expect(node.storageDisk.openFileCount).toBe(0);
  });

  it('begins again when it has ended', async () => {
    const node = await startTestScrub({ storageDisk: diskWith(['one']) });
    const read = watchReads(node);
    await node.timers.pass(3 * passMs);
    expect(node.passes()).toHaveLength(3);
    expect(read.length).toBeGreaterThanOrEqual(3);
  });

  it('that is off reads nothing', async () => {
    const node = await startTestScrub({ storageDisk: diskWith(contents), periodMs: 0 });
    const read = watchReads(node);
    await node.timers.pass(10 * passMs);
    expect([read, node.ctx.scrub.report()]).toEqual([[], null]);
  });

  it('goes on after a restart where it was', async () => {
    const node = await startTestScrub({ storageDisk: diskWith(contents) });
    const read = watchReads(node);
    await node.timers.pass(passMs / 2);
    await node.scrub.stop();
    const { storageDisk, queueDisk, clock, logLines } = node;
    for (const disk of [storageDisk, queueDisk]) disk.kill();
    const again = await startTestScrub({ storageDisk, queueDisk, clock, logLines });
    await again.timers.pass(passMs / 2 + 1500);
    expect(again.passes()).toHaveLength(1);
    // The range in which it was stopped is read once more.
    expect(read.length).toBeLessThan(contents.length + 10);
    expect(new Set(read).size).toBe(contents.length);
  });

  it.each(['', '{', '"text"', '{"position":1}', 'unreadable'])(
    'begins again where its place is lost (%j)',
    async (text) => {
      const node = await startTestScrub({ storageDisk: diskWith(contents) });
      await node.timers.pass(passMs / 2);
      await node.scrub.stop();
      const { storageDisk, queueDisk, clock, logLines } = node;
      queueDisk.write('scrub.json', text);
      for (const disk of [storageDisk, queueDisk]) disk.kill();
      queueDisk.intercept = ({ operation, path }) => {
        if (text === 'unreadable' && operation === 'open' && path === 'scrub.json')
          throw systemError('EIO', path);
      };
      const again = await startTestScrub({ storageDisk, queueDisk, clock, logLines });
      const read = watchReads(again);
      await again.timers.pass(passMs);
      expect(new Set(read).size).toBe(contents.length);
    },
  );

  it('waits no longer than a range takes where its clock was ahead', async () => {
    const node = await startTestScrub({ storageDisk: diskWith(contents) });
    await node.timers.pass(passMs / 2);
    await node.scrub.stop();
    const { storageDisk, queueDisk, clock, logLines } = node;
    const text = textOf(queueDisk.read('scrub.json') as Uint8Array);
    queueDisk.write('scrub.json', text.replace(/"dueMs":[\d.]+/u, '"dueMs":9e15'));
    for (const disk of [storageDisk, queueDisk]) disk.kill();
    const again = await startTestScrub({ storageDisk, queueDisk, clock, logLines });
    await again.timers.pass(passMs / 2 + 4000);
    expect(again.passes()).toHaveLength(1);
  });

  it('that was stopped behind the last file of a pass has finished it', async () => {
    const hourMs = 3_600_000;
    const node = await startTestScrub({ storageDisk: diskWith(['one']), periodMs: 32 * hourMs });
    await node.timers.pass(31.5 * hourMs);
    expect(node.report()).toMatchObject({ progress: 1, files: 1, finishedAt: null });
    await node.scrub.stop();
    const { storageDisk, queueDisk, clock, logLines } = node;
    for (const disk of [storageDisk, queueDisk]) disk.kill();
    const again = await startTestScrub({ storageDisk, queueDisk, clock, logLines, periodMs });
    await again.timers.pass(2000);
    expect(again.passes()).toMatchObject([{ files: 1 }]);
  });

  it('goes on where its place can not be saved', async () => {
    const node = await startTestScrub({ storageDisk: diskWith(contents) });
    node.queueDisk.intercept = ({ path }) => {
      if (path.startsWith('scrub.json')) throw systemError('ENOSPC', path);
    };
    await node.timers.pass(passMs);
    expect(node.passes()).toHaveLength(1);
    expect(warnings(node)).toEqual([]);
  });

  it('saves its place now and then in the middle of a range', async () => {
    const many = Array.from({ length: 500 }, (_, index) => `${index}`);
    const hourMs = 3_600_000;
    const node = await startTestScrub({ storageDisk: diskWith(many), periodMs: 32 * hourMs });
    await node.timers.pass(hourMs / 2);
    const text = textOf(node.queueDisk.read('scrub.json') as Uint8Array);
    const { files, position } = JSON.parse(text) as Record<string, number>;
    expect(files).toBeGreaterThan(1);
    expect(files).toBe(node.report().files);
    expect(position).toBeGreaterThan(0);
    expect(position).toBeLessThan(positionEnd / 32);
  });
});
