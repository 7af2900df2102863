import { expect, it } from 'vitest';
import {
  openRunFiles,
  type RunFile,
  runPath,
  writeRun,
} from '../../../../lib/tombstones/index-run.ts';
import { packRuns } from '../../../../lib/tombstones/pack-runs.ts';
import type { IndexEntry } from '../../../../lib/tombstones/run-format.ts';
import { encodeEntries, entriesOf, runPaths } from '../../../support/disk/index-entries.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';

const span = { from: 0, to: 2 ** 40, sequence: 2 ** 35, modifiedMs: 1_795_358_534_123.25 };
const entries: readonly IndexEntry[] = Array.from({ length: 20_000 }, (_, index) => ({
  high: index * 200_000,
  low: 0xffff_ffff - index,
  offset: 2 ** 34 + index,
}));

async function writeEntries() {
  const disk = createMemoryDisk();
  const files = disk.mount();
  await files.makeDirectory('deletion.index');
  await files.syncDirectory('');
  const batches = [entries.slice(0, 7), entries.slice(7)].map(encodeEntries);
  const run = await writeRun(files, span, batches);
  return { disk, files, run };
}

async function loadOnly(runFiles: readonly RunFile[]) {
  const { runs } = await packRuns(runFiles);
  return runs[0];
}

it('what was written is read back after a crash, with offsets beyond 32 bits', async () => {
  const { disk, run } = await writeEntries();
  expect(await entriesOf(run)).toEqual(entries);
  disk.crash();
  const { runs, fingerprints } = await packRuns(await openRunFiles(disk.mount()));
  const [again] = runs;
  expect(again).toMatchObject({ ...span, path: runPath(span), count: 20_000 });
  expect(again && (await entriesOf(again))).toEqual(entries);
  expect([fingerprints.size, entries.every(fingerprints.has)]).toEqual([20_000, true]);
});

it.each([0, 1, 160_000, 319_999, 320_000, 320_012, 320_020, 320_028, 320_033, 320_036, 320_039])(
  'a run whose byte %d is wrong is corrupt',
  async (at) => {
    const { disk, files, run } = await writeEntries();
    const bytes = disk.read(run.path)?.slice() ?? new Uint8Array();
    bytes[at] = (bytes[at] ?? 0) ^ 4;
    disk.write(run.path, bytes);
    expect(await loadOnly(await openRunFiles(files))).toBeUndefined();
  },
);

it.each([0, 31, 39, 41, 319_999, 320_000, 320_039])(
  'a run that was cut to %d bytes is corrupt',
  async (sizeBytes) => {
    const { disk, files, run } = await writeEntries();
    disk.write(run.path, disk.read(run.path)?.slice(0, sizeBytes) ?? '');
    expect(await loadOnly(await openRunFiles(files))).toBeUndefined();
  },
);

it('a run with more bytes than it should have is corrupt', async () => {
  const { disk, files, run } = await writeEntries();
  const bytes = new Uint8Array(320_041);
  bytes.set(disk.read(run.path) ?? bytes);
  disk.write(run.path, bytes);
  expect(await loadOnly(await openRunFiles(files))).toBeUndefined();
});

it.each([
  { from: 5, to: 2 ** 40 },
  { from: 0, to: 9 },
])('a run under the name of another stretch is corrupt', async (other) => {
  const { disk, files, run } = await writeEntries();
  disk.write(runPath(other), disk.read(run.path) ?? '');
  disk.wipe(run.path);
  expect(await loadOnly(await openRunFiles(files))).toBeUndefined();
});

it('drafts are removed, and other files are left alone', async () => {
  const { disk, files, run } = await writeEntries();
  disk.write('deletion.index/notes', '');
  disk.write(`${run.path}.new`, 'half a r');
  expect(await openRunFiles(files)).toHaveLength(1);
  expect(runPaths(disk)).toEqual([run.path, 'deletion.index/notes']);
});

it.each(['open', 'fstat', 'remove'] as const)(
  'leaves nothing open when %s fails',
  async (failing) => {
    const { disk, files, run } = await writeEntries();
    await run.file.close();
    disk.write('deletion.index/0000000000000001-0000000000000002', '');
    disk.write('deletion.index/0000000000000001-0000000000000002.new', '');
    disk.intercept = ({ operation, path }) => {
      if (operation === failing && path !== run.path) throw systemError('EIO', path);
    };
    await expect(openRunFiles(files)).rejects.toThrow('EIO');
    expect(disk.openFileCount).toBe(0);
  },
);
