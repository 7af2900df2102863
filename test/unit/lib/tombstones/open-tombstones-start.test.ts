import { describe, expect, it } from 'vitest';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { namesOf } from '../../../support/disk/open-test-journal.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import {
  countRewrites,
  hasEach,
  logOf,
  openTestTombstones as open,
  record,
} from '../../../support/disk/open-test-tombstones.ts';
import { bytesOf } from '../../../support/disk/small-files.ts';

const [one, two, three] = [nameOf('one', '1'), nameOf('two', '2'), nameOf('three', '3')];

/** Appends to the log in its place, as the Python version does. */
async function writeAppended(disk: MemoryDisk, text: string): Promise<void> {
  const file = await disk.mount().append('deletion.log');
  await file?.write(bytesOf(text));
  await file?.sync();
  await file?.close();
}

describe('a start', () => {
  it('ignores a torn last line, and writes the log again without it', async () => {
    const disk = createMemoryDisk();
    await record(await open(disk), [one]);
    disk.write('deletion.log', `${logOf(disk)}${two}`);
    const tombstones = await open(disk);
    expect(await hasEach(tombstones, [one, two])).toEqual([true, false]);
    expect(logOf(disk)).toBe(`${one}\n`);
    disk.crash();
    expect(logOf(disk)).toBe(`${one}\n`);
    const rewrites = countRewrites(disk);
    expect(await (await open(disk)).has(one)).toBe(true);
    expect(rewrites()).toBe(0);
  });

  it('of a log that is one torn line has no names', async () => {
    const disk = createMemoryDisk();
    disk.write('deletion.log', two);
    expect((await open(disk)).size).toBe(0);
    expect(logOf(disk)).toBe('');
  });

  it('counts the last line of the legacy writer, and completes it', async () => {
    const disk = createMemoryDisk();
    disk.write('deletion.log', `${one}\n${two}`);
    const tombstones = await open(disk, undefined, 'legacy');
    expect(await hasEach(tombstones, [one, two])).toEqual([true, true]);
    await record(tombstones, [three]);
    disk.crash();
    expect(logOf(disk)).toBe(`${one}\n${two}\n${three}\n`);
    expect(await namesOf(await open(disk))).toEqual([one, two, three]);
  });

  it('counts lines that are no stored names, once, and ignores them', async () => {
    const disk = createMemoryDisk();
    const line = new TextEncoder().encode(`nonsense\n${one}\n\n../${one}\n/${one}\nx${two}\n`);
    line[line.length - two.length - 2] = 0xff;
    disk.write('deletion.log', line);
    const tombstones = await open(disk);
    expect([tombstones.unreadable, tombstones.size]).toEqual([5, 1]);
    expect(await namesOf(tombstones)).toEqual([one]);
    expect((await open(disk)).unreadable).toBe(0);
  });

  it('adds the lines that another program appended', async () => {
    const disk = createMemoryDisk();
    await record(await open(disk), [one]);
    await writeAppended(disk, `${two}\n`);
    const tombstones = await open(disk);
    expect(await hasEach(tombstones, [one, two])).toEqual([true, true]);
    disk.crash();
    expect(await namesOf(await open(disk))).toEqual([one, two]);
  });

  it.each([
    ['in another order', `${two}\n${one}\n`],
    ['with another first line', `${three}\n${two}\n`],
    ['that is shorter', `${two}\n`],
    ['of one torn line', three],
    ['of one long line', `${'x'.repeat(3000)}\n`],
  ])('makes the index again for a log %s', async (_, text) => {
    const disk = createMemoryDisk();
    await record(await open(disk), [one, two], 7);
    disk.write('deletion.log', text);
    const tombstones = await open(disk);
    const expected = [one, two, three].map((name) => text.includes(`${name}\n`));
    expect(await hasEach(tombstones, [one, two, three])).toEqual(expected);
    expect(tombstones.sequence()).toBe(0);
  });

  it('finds all names once version 1.0.0 has written the log, each of them once', async () => {
    const disk = createMemoryDisk();
    const names = Array.from({ length: 40 }, (_, index) => nameOf(`file ${index}`, 'content'));
    disk.write(
      'deletion.log',
      [...names.slice(0, 30), ...names].map((name) => `${name}\n`).join(''),
    );
    expect((await open(disk)).size).toBe(40);
    disk.write('deletion.log', [...names, three].map((name) => `${name}\n`).join(''));
    const tombstones = await open(disk);
    expect(await hasEach(tombstones, [...names, three, one])).toEqual([
      ...names.map(() => true),
      true,
      false,
    ]);
  });

  it('makes the index again for a log that is missing', async () => {
    const disk = createMemoryDisk();
    await record(await open(disk), [one], 7);
    disk.wipe('deletion.log');
    const tombstones = await open(disk);
    expect([tombstones.size, tombstones.sequence()]).toEqual([0, 0]);
  });

  it('on a full disk leaves the log as it is, and writes it again later', async () => {
    const disk = createMemoryDisk();
    disk.write('deletion.log', `${one}\n${two}`);
    disk.capacityBytes = 0;
    const tombstones = await open(disk);
    expect(await hasEach(tombstones, [one, two])).toEqual([true, false]);
    disk.capacityBytes = Number.POSITIVE_INFINITY;
    await record(tombstones, [three]);
    disk.crash();
    expect(logOf(disk)).toBe(`${one}\n${three}\n`);
    expect(await hasEach(await open(disk), [one, two, three])).toEqual([true, false, true]);
  });

  it('on a nearly full disk does not take a log for durable of which a sync failed', async () => {
    const disk = createMemoryDisk();
    await record(await open(disk), [one]);
    disk.intercept = ({ operation, path }) => {
      if (operation === 'sync' && path === 'deletion.log') throw systemError('EIO', path);
    };
    await expect(writeAppended(disk, `${two}\n`)).rejects.toThrow('EIO');
    disk.kill();
    disk.intercept = () => undefined;
    // A new index fits in the place of the old one; a new log does not.
    const sizes = disk.paths().map((path) => disk.read(path)?.length ?? 0);
    disk.capacityBytes = sizes.reduce((sum, size) => sum + size, 30);
    await open(disk);
    disk.kill();
    disk.capacityBytes = Number.POSITIVE_INFINITY;
    expect(await hasEach(await open(disk), [one, two])).toEqual([true, true]);
    disk.crash();
    expect(await hasEach(await open(disk), [one, two])).toEqual([true, true]);
  });

  it.each(['fstat', 'read'] as const)('leaves nothing open when %s fails', async (failing) => {
    const disk = createMemoryDisk();
    await record(await open(disk), [one]);
    disk.kill();
    disk.intercept = ({ operation, path }) => {
      if (operation === failing && path === 'deletion.log') throw systemError('EIO', path);
    };
    await expect(open(disk)).rejects.toThrow('EIO');
    expect(disk.openFileCount).toBe(0);
  });

  it('leaves nothing open when the log can not be written again', async () => {
    const disk = createMemoryDisk();
    await record(await open(disk), [one]);
    await writeAppended(disk, `${two}\n`);
    disk.kill();
    disk.intercept = ({ operation, path }) => {
      if (operation === 'create') throw systemError('EIO', path);
    };
    await expect(open(disk)).rejects.toThrow('EIO');
    expect(disk.openFileCount).toBe(0);
  });
});

it('very many names of a log without an index are added to it', async () => {
  const names = Array.from({ length: 70_000 }, (_, index) => nameOf(`file ${index}`, 'content'));
  const disk = createMemoryDisk();
  disk.write('deletion.log', names.map((name) => `${name}\n`).join(''));
  const tombstones = await open(disk);
  expect(tombstones.size).toBe(70_000);
  expect(await hasEach(tombstones, [...names.slice(-3), two])).toEqual([true, true, true, false]);
  const rewrites = countRewrites(disk);
  expect((await open(disk)).size).toBe(70_000);
  expect(rewrites()).toBe(0);
});
