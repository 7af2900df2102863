import { expect, it } from 'vitest';
import { createTombstoneLog, readTombstoneLog } from '../../../../lib/journal/tombstone-log.ts';
import { createTombstoneSet } from '../../../../lib/journal/tombstones.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

async function readAfterCrash(disk: MemoryDisk): Promise<readonly string[]> {
  disk.crash();
  const deletions = createTombstoneSet();
  const read = await readTombstoneLog(disk.mount(), deletions, 'current');
  expect(read).toEqual({ unreadable: 0, endsMidLine: false });
  return [...deletions.names()];
}

it('a log of very many names reads back whole', async () => {
  const disk = createMemoryDisk();
  const deletions = createTombstoneSet();
  const names = Array.from({ length: 20_001 }, (_, index) => nameOf(`file ${index}`, 'content'));
  for (const name of names) deletions.add(name);
  await createTombstoneLog(disk.mount(), deletions).rewrite();
  expect(await readAfterCrash(disk)).toEqual(names);
});

it('a name that is recorded first writes the log with all that came before', async () => {
  const disk = createMemoryDisk();
  const deletions = createTombstoneSet();
  const log = createTombstoneLog(disk.mount(), deletions);
  const [one, two] = [nameOf('one', '1'), nameOf('two', '2')];
  deletions.add(one);
  await log.record([one]);
  deletions.add(two);
  await log.record([two]);
  await log.close();
  await log.close();
  expect(disk.openFileCount).toBe(0);
  expect(await readAfterCrash(disk)).toEqual([one, two]);
});

it('very many names that are recorded at once are written in parts, and are all there', async () => {
  const disk = createMemoryDisk();
  const deletions = createTombstoneSet();
  const log = createTombstoneLog(disk.mount(), deletions);
  await log.rewrite();
  const names = Array.from({ length: 20_001 }, (_, index) => nameOf(`file ${index}`, 'content'));
  let writes = 0;
  disk.intercept = ({ operation }) => {
    if (operation === 'write') writes += 1;
  };
  await log.record(names);
  expect(writes).toBe(3);
  expect(await readAfterCrash(disk)).toEqual(names);
});

it('a name that is recorded after somebody removed the log writes it whole', async () => {
  const disk = createMemoryDisk();
  const deletions = createTombstoneSet();
  const log = createTombstoneLog(disk.mount(), deletions);
  const [one, two] = [nameOf('one', '1'), nameOf('two', '2')];
  deletions.add(one);
  await log.record([one]);
  disk.wipe('deletion.log');
  deletions.add(two);
  await log.record([two]);
  expect(await readAfterCrash(disk)).toEqual([one, two]);
});

it('lines that name no file are counted and left out', async () => {
  const disk = createMemoryDisk();
  const name = nameOf('file', 'content');
  disk.write('deletion.log', `nonsense\n${name}\n\n../${name}\n/${name}\n`);
  const deletions = createTombstoneSet();
  const read = await readTombstoneLog(disk.mount(), deletions, 'current');
  expect(read).toEqual({ unreadable: 4, endsMidLine: false });
  expect([...deletions.names()]).toEqual([name]);
});

it('a byte order mark at the front of a name is part of it', async () => {
  const disk = createMemoryDisk();
  const deletions = createTombstoneSet();
  const name = nameOf('\uFEFFfile', 'content');
  deletions.add(name);
  await createTombstoneLog(disk.mount(), deletions).rewrite();
  expect(await readAfterCrash(disk)).toEqual([name]);
});

it('a line that is not UTF-8 names no file', async () => {
  const disk = createMemoryDisk();
  const line = new TextEncoder().encode(`x${nameOf('file', 'content')}\n`);
  line[0] = 0xff;
  disk.write('deletion.log', line);
  const deletions = createTombstoneSet();
  const read = await readTombstoneLog(disk.mount(), deletions, 'current');
  expect(read).toEqual({ unreadable: 1, endsMidLine: false });
  expect([...deletions.names()]).toEqual([]);
});
