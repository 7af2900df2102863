import { describe, expect, it } from 'vitest';
import { append, open, range, readAll } from '../support/disk/journal-records.ts';
import { createMemoryDisk } from '../support/disk/memory-disk.ts';
import { systemError } from '../support/disk/memory-tree.ts';
import type { TestJournal } from '../support/disk/open-test-journal.ts';
import { nameOf } from '../support/disk/open-test-storage.ts';
import { textOf } from '../support/disk/small-files.ts';

describe('the cursors of both kinds', () => {
  const isDeletion = (sequence: number): boolean => sequence % 7 === 0 || sequence > 90;

  async function appendMixed({ journal }: TestJournal, count: number): Promise<void> {
    for (let sequence = 1; sequence <= count; sequence += 1) {
      const op = isDeletion(sequence) ? 'DELETE' : 'PUT';
      (await journal.append({ op, name: nameOf(`${sequence}`, 'x'), seconds: 7 })).publish();
    }
  }

  it('share the records between them, and count those that are left before they read them', async () => {
    const disk = createMemoryDisk();
    await appendMixed(await open(disk, 1000), 100);
    disk.kill();
    const { journal } = await open(disk, 1000);
    const deletions = range(1, 100).filter(isDeletion);
    const uploads = range(1, 100).filter((sequence) => !isDeletion(sequence));
    for (const position of range(1, 101)) {
      const from = (sequence: number): boolean => sequence >= position;
      const cursors = [journal.openCursor('PUT', position), journal.openCursor('DELETE', position)];
      const expected = [uploads.filter(from), deletions.filter(from)];
      expect(cursors.map((cursor) => cursor.remaining())).toEqual(
        expected.map((all) => all.length),
      );
      expect(await Promise.all(cursors.map(readAll))).toEqual(expected);
      expect(cursors.map((cursor) => cursor.position())).toEqual([101, 101]);
    }
  });

  it('do not read segments without records of their kind', async () => {
    const disk = createMemoryDisk();
    const opened = await open(disk);
    await append(opened, 20);
    await append(opened, 1, 'DELETE');
    const last = opened.journal.firstSequence() + 20;
    disk.intercept = ({ operation, path }) => {
      const first = Number.parseInt(path.slice('journal/'.length), 10);
      if (operation === 'read' && first < 18) throw systemError('EIO', path);
    };
    expect(await readAll(opened.journal.openCursor('DELETE', 1))).toEqual([last]);
  });

  it('count an unreadable line once, as an upload, and do not return it', async () => {
    const disk = createMemoryDisk();
    await append(await open(disk, 10_000), 3, 'DELETE');
    const path = 'journal/0000000000000001.log';
    const text = textOf(disk.read(path) as Uint8Array);
    disk.write(path, text.replace('"DELETE","name":"1_', '"DELETE","name":"9_'));
    const { journal } = await open(disk, 10_000);
    const cursors = [journal.openCursor('PUT', 1), journal.openCursor('DELETE', 1)];
    expect(cursors.map((cursor) => cursor.remaining())).toEqual([1, 2]);
    expect(await Promise.all(cursors.map(readAll))).toEqual([[], [1, 3]]);
    expect(cursors.map((cursor) => cursor.remaining())).toEqual([0, 0]);
  });

  it('read more than one batch of deletions between uploads', async () => {
    const opened = await open(createMemoryDisk(), 10_000_000);
    const all = range(1, 4500);
    const held = await Promise.all(
      all.map((sequence) => {
        const op = sequence % 3 === 0 ? 'PUT' : 'DELETE';
        return opened.journal.append({ op, name: nameOf(`${sequence}`, 'x'), seconds: 7 });
      }),
    );
    for (const record of held) record.publish();
    const deletions = all.filter((sequence) => sequence % 3 !== 0);
    expect(await readAll(opened.journal.openCursor('DELETE', 1))).toEqual(deletions);
  });
});
