import { describe, expect, it } from 'vitest';
import { append, open, range, readAll } from '../../../support/disk/journal-records.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { textOf } from '../../../support/disk/small-files.ts';

describe('a cursor', () => {
  it('reads across segments, from any position, and continues when records are appended', async () => {
    const opened = await open(createMemoryDisk());
    await append(opened, 20);
    for (const position of range(1, 21)) {
      const cursor = opened.journal.openCursor('PUT', position);
      expect([cursor.position(), cursor.remaining()]).toEqual([position, 21 - position]);
      expect(await readAll(cursor)).toEqual(range(position, 20));
      expect([cursor.position(), cursor.remaining()]).toEqual([21, 0]);
    }
    const cursor = opened.journal.openCursor('PUT', 1);
    await cursor.fill();
    cursor.next();
    expect([cursor.position(), cursor.remaining()]).toEqual([2, 19]);
    await append(opened, 5);
    expect(cursor.remaining()).toBe(24);
    expect(await readAll(cursor)).toEqual(range(2, 25));
    await append(opened, 1);
    expect(await readAll(cursor)).toEqual([26]);
  });

  it('reads a record once it and all before it are published, but counts it before', async () => {
    const { journal } = await open(createMemoryDisk());
    const unpublished = [];
    for (const word of ['one', 'two', 'three']) {
      unpublished.push(await journal.append({ op: 'PUT', name: nameOf(word, 'x'), seconds: 7 }));
    }
    const cursor = journal.openCursor('PUT', 1);
    unpublished[1]?.publish();
    expect(await readAll(cursor)).toEqual([]);
    expect(cursor.remaining()).toBe(3);
    unpublished[0]?.publish();
    expect(await readAll(cursor)).toEqual([1, 2]);
    unpublished[2]?.publish();
    expect(await readAll(cursor)).toEqual([3]);
  });

  it('reads more than one batch', async () => {
    const opened = await open(createMemoryDisk(), 1_000_000);
    const names = range(1, 2500).map((index) => nameOf(`${index}`, 'x'));
    const { journal } = opened;
    const unpublished = await Promise.all(
      names.map((name) => journal.append({ op: 'PUT', name, seconds: 7 })),
    );
    for (const record of unpublished) record.publish();
    expect(await readAll(opened.journal.openCursor('PUT', 1))).toEqual(range(1, 2500));
  });

  it('skips records that are unreadable or cut off, and renames their segment', async () => {
    const disk = createMemoryDisk();
    await append(await open(disk), 6);
    const path = 'journal/0000000000000001.log';
    const text = textOf(disk.read(path) as Uint8Array);
    disk.write(path, text.replace('"PUT","name":"1_', '"PUT","name":"9_'));
    const opened = await open(disk);
    disk.truncate(path, text.length - 1);
    const cursor = opened.journal.openCursor('PUT', 1);
    expect(await readAll(cursor)).not.toContain(2);
    expect(cursor.remaining()).toBe(0);
    await opened.journal.compact(7);
    expect(disk.paths()).toContain(`${path}.bad`);
  });

  it('skips what is missing before, between and behind segments', async () => {
    const disk = createMemoryDisk();
    await append(await open(disk), 20);
    const segments = disk.paths().filter((path) => path.startsWith('journal/'));
    const firsts = segments.map((path) => Number.parseInt(path.slice('journal/'.length), 10));
    disk.wipe(segments[0] as string);
    disk.wipe(segments[2] as string);
    const opened = await open(disk);
    const cursor = opened.journal.openCursor('PUT', 1);
    const [, second, third, fourth] = firsts as [number, number, number, number];
    const left = [...range(second, third - 1), ...range(fourth, 20)];
    expect(cursor.remaining()).toBe(left.length);
    expect(await readAll(cursor)).toEqual(left);
    disk.wipe('');
    expect(await readAll(opened.journal.openCursor('PUT', 1))).toEqual([]);
  });

  it('waits behind the last record, also after the directory was removed', async () => {
    const disk = createMemoryDisk();
    const opened = await open(disk);
    await append(opened, 3);
    const cursor = opened.journal.openCursor('PUT', 2);
    const unpublished = await opened.journal.append({
      op: 'PUT',
      name: nameOf('h', 'x'),
      seconds: 7,
    });
    disk.wipe('');
    await append(opened, 2);
    expect(await readAll(cursor)).toEqual([]);
    unpublished.publish();
    expect(await readAll(cursor)).toEqual([5, 6]);
    expect(cursor.remaining()).toBe(0);
  });

  it('repeats a read that failed, with every record once', async () => {
    const disk = createMemoryDisk();
    const opened = await open(disk, 1_000_000);
    await append(opened, 10);
    const cursor = opened.journal.openCursor('PUT', 1);
    await cursor.fill();
    cursor.next();
    let reads = 0;
    disk.intercept = ({ operation, path }) => {
      if (operation === 'read') reads += 1;
      if (operation === 'read' && reads === 1) throw systemError('EIO', path);
    };
    await append(opened, 5);
    const rest = [];
    for (let entry = cursor.next(); entry !== undefined; entry = cursor.next())
      rest.push(entry.sequence);
    await expect(cursor.fill()).rejects.toMatchObject({ code: 'EIO' });
    expect([...rest, ...(await readAll(cursor))]).toEqual(range(2, 15));
  });
});

describe('compaction', () => {
  it('removes segments that end before the position, and logs their tombstones first', async () => {
    const disk = createMemoryDisk();
    const opened = await open(disk);
    await append(opened, 9, 'DELETE');
    const count = (): number => disk.paths().filter((path) => path.startsWith('journal/')).length;
    const before = count();
    await opened.journal.compact(2);
    expect(count()).toBe(before);
    const calls: string[] = [];
    disk.intercept = ({ operation, path }) => void calls.push(`${operation} ${path}`);
    await opened.journal.compact(6);
    const { journal } = opened;
    const firstRemoval = calls.findIndex((call) => call.startsWith('remove journal/'));
    const lastSync = calls.findLastIndex((call) => call.startsWith('sync deletion.log'));
    expect(lastSync).toBeGreaterThanOrEqual(0);
    expect(firstRemoval).toBeGreaterThan(lastSync);
    expect(await readAll(journal.openCursor('DELETE', 6))).toEqual(range(6, 9));
    expect(journal.firstSequence()).toBeGreaterThan(1);
  });

  it('keeps a segment while one of its records is unpublished', async () => {
    const { journal } = await open(createMemoryDisk(), 1);
    const unpublished = await journal.append({ op: 'DELETE', name: nameOf('a', 'x'), seconds: 7 });
    (await journal.append({ op: 'PUT', name: nameOf('b', 'x'), seconds: 7 })).publish();
    await journal.compact(3);
    expect(journal.firstSequence()).toBe(1);
    unpublished.publish();
    await journal.compact(3);
    expect(journal.firstSequence()).toBe(3);
  });

  it('logs a tombstone once, however often its segment can not be removed', async () => {
    const disk = createMemoryDisk();
    const opened = await open(disk, 1);
    await append(opened, 2, 'DELETE');
    disk.intercept = ({ operation, path }) => {
      if (operation === 'remove' && path.endsWith('.log')) throw systemError('EIO', path);
    };
    for (let time = 0; time < 3; time += 1) await opened.journal.compact(3);
    expect(opened.journal.firstSequence()).toBe(1);
    disk.intercept = () => undefined;
    await opened.journal.compact(3);
    expect(opened.journal.firstSequence()).toBe(3);
    const names = textOf(disk.read('deletion.log') as Uint8Array);
    expect(names).toBe(`${nameOf('0', 'x')}\n${nameOf('1', 'x')}\n`);
  });
});
