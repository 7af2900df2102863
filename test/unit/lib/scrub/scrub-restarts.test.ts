import { describe, expect, it } from 'vitest';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import {
  diskWith,
  fileOf,
  startTestScrub,
  watchReads,
} from '../../../support/node/start-test-scrub.ts';

const hourMs = 3_600_000;
const periodMs = 30 * 24 * hourMs;

interface Runs {
  readonly contents: readonly string[];
  readonly count: number;
  readonly upMs: number;
  readonly downMs?: number;
}

/** Runs a node again and again, and returns the paths of the files that it reads in each run. */
async function run({ contents, count, upMs, downMs = 0 }: Runs) {
  const storageDisk: MemoryDisk = diskWith(contents);
  const queueDisk: MemoryDisk = createMemoryDisk();
  const clock = { ms: 1_700_000_000_000 };
  const read: string[][] = [];
  for (let index = 0; index < count; index += 1) {
    const node = await startTestScrub({ storageDisk, queueDisk, clock, periodMs });
    read.push(watchReads(node));
    await node.timers.pass(upMs);
    await node.scrub.stop();
    for (const disk of [storageDisk, queueDisk]) disk.kill();
    clock.ms += downMs;
  }
  return { read, days: (count * (upMs + downMs)) / (24 * hourMs) };
}

const make = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}`);

describe('a node that is restarted again and again', () => {
  it.each([
    // Fewer files than ranges, as many, and more.
    [10, 20, 4, 36],
    [10, 9, 0, 100],
    [40, 20, 4, 36],
    [100, 20, 4, 36],
    [100, 9, 0, 100],
    [100, 3, 0, 260],
  ])('checks %d files in about its period, up for %d h, down for %d h', async (...numbers) => {
    const [files, upHours, downHours, count] = numbers;
    const contents = make(files);
    const { read } = await run({
      contents,
      count,
      upMs: upHours * hourMs,
      downMs: downHours * hourMs,
    });
    expect(new Set(read.flat())).toEqual(new Set(contents.map(fileOf)));
    // It does not check them faster than one that is not restarted.
    const passes = (count * (upHours + downHours)) / (30 * 24);
    expect(read.flat().length).toBeLessThan(files * passes * 1.15 + 5);
  });

  it('checks a file that takes longer than it runs', async () => {
    const { read } = await run({
      contents: ['x'.repeat(2_000_000)],
      count: 36,
      upMs: 20 * hourMs,
      downMs: 4 * hourMs,
    });
    const runs = read.filter((paths) => paths.length > 0);
    expect(runs).toHaveLength(1);
  });
});
