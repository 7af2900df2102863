import { expect, it } from 'vitest';
import { createTombstoneLog, readTombstoneLog } from '../../../../lib/tombstones/tombstone-log.ts';
import { createTombstoneSet } from '../../../../lib/tombstones/tombstones.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

async function readAfterCrash(disk: MemoryDisk): Promise<readonly string[]> {
  disk.crash();
  const tombstones = createTombstoneSet();
  const read = await readTombstoneLog(disk.mount(), tombstones, 'current');
  expect(read).toEqual({ unreadable: 0, endsMidLine: false });
  return [...tombstones.names()];
}

it('a log of very many names is read back whole', async () => {
  const disk = createMemoryDisk();
  const tombstones = createTombstoneSet();
  const names = Array.from({ length: 20_001 }, (_, index) => nameOf(`file ${index}`, 'content'));
  for (const name of names) tombstones.add(name);
  await createTombstoneLog(disk.mount(), tombstones).rewrite();
  expect(await readAfterCrash(disk)).toEqual(names);
});

it('the first name that is recorded rewrites the log with all earlier ones', async () => {
  const disk = createMemoryDisk();
  const tombstones = createTombstoneSet();
  const log = createTombstoneLog(disk.mount(), tombstones);
  const [a, b] = [nameOf('one', '1'), nameOf('two', '2')];
  tombstones.add(a);
  await log.record([a]);
  tombstones.add(b);
  await log.record([b]);
  await log.close();
  await log.close();
  expect(disk.openFileCount).toBe(0);
  expect(await readAfterCrash(disk)).toEqual([a, b]);
});

it('very many names that are recorded at once are written in chunks', async () => {
  const disk = createMemoryDisk();
  const tombstones = createTombstoneSet();
  const log = createTombstoneLog(disk.mount(), tombstones);
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

it('a name that is recorded after somebody removed the log rewrites it', async () => {
  const disk = createMemoryDisk();
  const tombstones = createTombstoneSet();
  const log = createTombstoneLog(disk.mount(), tombstones);
  const [a, b] = [nameOf('one', '1'), nameOf('two', '2')];
  tombstones.add(a);
  await log.record([a]);
  disk.wipe('deletion.log');
  tombstones.add(b);
  await log.record([b]);
  expect(await readAfterCrash(disk)).toEqual([a, b]);
});

it('lines that are no stored names are counted and ignored', async () => {
  const disk = createMemoryDisk();
  const name = nameOf('file', 'content');
  disk.write('deletion.log', `nonsense\n${name}\n\n../${name}\n/${name}\n`);
  const tombstones = createTombstoneSet();
  const read = await readTombstoneLog(disk.mount(), tombstones, 'current');
  expect(read).toEqual({ unreadable: 4, endsMidLine: false });
  expect([...tombstones.names()]).toEqual([name]);
});

it('a byte order mark at the front of a name is part of it', async () => {
  const disk = createMemoryDisk();
  const tombstones = createTombstoneSet();
  const name = nameOf('\uFEFFfile', 'content');
  tombstones.add(name);
  await createTombstoneLog(disk.mount(), tombstones).rewrite();
  expect(await readAfterCrash(disk)).toEqual([name]);
});

it('a line that is not UTF-8 is no stored name', async () => {
  const disk = createMemoryDisk();
  const line = new TextEncoder().encode(`x${nameOf('file', 'content')}\n`);
  line[0] = 0xff;
  disk.write('deletion.log', line);
  const tombstones = createTombstoneSet();
  const read = await readTombstoneLog(disk.mount(), tombstones, 'current');
  expect(read).toEqual({ unreadable: 1, endsMidLine: false });
  expect([...tombstones.names()]).toEqual([]);
});
