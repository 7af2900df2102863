import { beforeEach, describe, expect, it } from 'vitest';
import type { FileSystem } from '../../lib/host/file-system.ts';
import { namesOf, openTestJournal, remaining } from '../support/disk/open-test-journal.ts';
import { type DiskHarness, nameOf } from '../support/disk/open-test-storage.ts';
import { readSmallFile, writeSmallFile } from '../support/disk/small-files.ts';

const [one, two, three] = ['one', 'two', 'three'].map((word) => nameOf('dir/file', word)) as [
  ReturnType<typeof nameOf>,
  ReturnType<typeof nameOf>,
  ReturnType<typeof nameOf>,
];

/** What a journal over a `FileSystem` promises; run over each of them. */
export function journalContract(openHarness: () => Promise<DiskHarness>): void {
  let harness: DiskHarness;
  let files: FileSystem;

  beforeEach(async () => {
    harness = await openHarness();
    files = harness.files;
  });

  async function appendText(path: string, text: string): Promise<void> {
    const content = (await readSmallFile(files, path)) ?? '';
    await files.remove(path);
    await writeSmallFile(files, path, content + text);
  }

  async function segments(): Promise<readonly string[]> {
    return await files.list('journal');
  }

  const firstSegment = 'journal/0000000000000001.log';

  describe('a record', () => {
    it('counts until a peer has acknowledged it, also after a restart', async () => {
      const { journal } = await openTestJournal(files, { hasPeers: true });
      await journal.append({ op: 'PUT', name: one, seconds: 7 });
      await journal.append({ op: 'DELETE', name: two, seconds: 7 });
      expect(remaining({ journal }, 1)).toBe(2);
      await journal.close();
      const reopened = await openTestJournal(files, { hasPeers: true });
      expect(remaining(reopened, 1)).toBe(2);
      await reopened.journal.close();
    });

    it('of a deletion is a tombstone once it is durable', async () => {
      const { journal, tombstones } = await openTestJournal(files);
      const deleting = journal.append({ op: 'DELETE', name: one, seconds: 7 });
      expect(await tombstones.has(one)).toBe(false);
      await deleting;
      await journal.append({ op: 'PUT', name: two, seconds: 7 });
      expect(await Promise.all([one, two].map(tombstones.has))).toEqual([true, false]);
      await journal.close();
    });

    it('is written once each when many are appended at the same time', async () => {
      const { journal } = await openTestJournal(files);
      const names = Array.from({ length: 50 }, (_, index) => nameOf('file', String(index)));
      await Promise.all(names.map((name) => journal.append({ op: 'PUT', name, seconds: 7 })));
      await journal.close();
      const text = (await readSmallFile(files, firstSegment)) as string;
      const recorded = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line.slice(9)));
      expect(recorded).toEqual(names.map((name) => ({ op: 'PUT', name, seconds: 7 })));
    });
  });

  describe('a start', () => {
    it('returns the deletions whose files may still be there', async () => {
      const { journal } = await openTestJournal(files);
      await journal.append({ op: 'DELETE', name: one, seconds: 7 });
      await journal.append({ op: 'PUT', name: two, seconds: 7 });
      await journal.close();
      const reopened = await openTestJournal(files);
      expect(reopened.unfinishedDeletes).toEqual([one]);
      expect(await namesOf(reopened.tombstones)).toEqual([one]);
      expect((await namesOf(reopened.tombstones)).length).toBe(1);
      await reopened.journal.close();
      expect(await readSmallFile(files, 'deletion.log')).toBe(`${one}\n`);
    });

    it('cuts off a torn record, and continues behind the complete ones', async () => {
      const { journal } = await openTestJournal(files, { hasPeers: true });
      await journal.append({ op: 'DELETE', name: one, seconds: 7 });
      await journal.close();
      await appendText(firstSegment, '12345678 {"op":"DELETE","name":"x');
      const reopened = await openTestJournal(files, { hasPeers: true });
      await reopened.journal.append({ op: 'DELETE', name: two, seconds: 7 });
      await reopened.journal.close();
      const again = await openTestJournal(files, { hasPeers: true });
      expect(again.unfinishedDeletes).toEqual([one, two]);
      expect(remaining(again, 1)).toBe(2);
      await again.journal.close();
    });

    it('skips an unreadable record, and renames its segment in the end', async () => {
      const { journal } = await openTestJournal(files);
      await journal.append({ op: 'DELETE', name: one, seconds: 7 });
      await journal.close();
      await appendText(firstSegment, 'rot\n');
      const reopened = await openTestJournal(files, { segmentBytes: 1 });
      await reopened.journal
        .append({ op: 'DELETE', name: two, seconds: 7 })
        .then((record) => record.publish());
      await reopened.journal
        .append({ op: 'DELETE', name: three, seconds: 7 })
        .then((record) => record.publish());
      await reopened.journal.close();
      expect(await segments()).toContain('0000000000000001.log.bad');
      const again = await openTestJournal(files);
      expect(await Promise.all([one, two, three].map(again.tombstones.has))).not.toContain(false);
      await again.journal.close();
    });

    it('keeps foreign files in the directory', async () => {
      const { journal } = await openTestJournal(files);
      await journal.close();
      await writeSmallFile(files, 'journal/notes.txt', 'hands off');
      await harness.linkToFile('journal/0000000000000007.txt');
      const reopened = await openTestJournal(files);
      await reopened.journal.close();
      expect(await segments()).toEqual(['0000000000000007.txt', 'notes.txt']);
    });

    it('fails when a segment is not a file', async () => {
      await files.makeDirectory('journal');
      await files.makeDirectory(firstSegment);
      await expect(openTestJournal(files)).rejects.toThrow('went away');
    });
  });

  describe('segments', () => {
    it('without peers are dropped when they are full and published, but not their tombstones', async () => {
      const { journal } = await openTestJournal(files, { segmentBytes: 1 });
      for (const name of [one, two, three]) {
        const unpublished = await journal.append({ op: 'DELETE', name, seconds: 7 });
        unpublished.publish();
        unpublished.publish();
      }
      await journal.close();
      expect(await segments()).toEqual(['0000000000000003.log', '0000000000000004.log']);
      const { tombstones, unfinishedDeletes, ...reopened } = await openTestJournal(files);
      expect(await namesOf(tombstones)).toEqual([one, two, three]);
      expect(unfinishedDeletes).toEqual([three]);
      await reopened.journal.compact(Infinity);
      expect(await segments()).toEqual(['0000000000000004.log']);
      await reopened.journal.close();
    });

    it('are kept while one of their records is unpublished', async () => {
      const { journal } = await openTestJournal(files, { segmentBytes: 1 });
      const unpublished = await journal.append({ op: 'DELETE', name: one, seconds: 7 });
      (await journal.append({ op: 'PUT', name: two, seconds: 7 })).publish();
      await journal.compact(Infinity);
      expect(await segments()).toHaveLength(3);
      unpublished.publish();
      await journal.compact(Infinity);
      expect(await segments()).toHaveLength(1);
      await journal.close();
    });

    it('are kept while a peer has not acknowledged them', async () => {
      const { journal } = await openTestJournal(files, { segmentBytes: 1, hasPeers: true });
      for (const name of [one, two])
        (await journal.append({ op: 'PUT', name, seconds: 7 })).publish();
      await journal.close();
      const reopened = await openTestJournal(files, { hasPeers: true });
      expect(remaining(reopened, 1)).toBe(2);
      await reopened.journal.close();
    });
  });

  describe('a directory that is removed while the node runs', () => {
    it.each(['', 'journal'])('"%s" is made again, with the tombstones', async (path) => {
      const { journal, ballast } = await openTestJournal(files);
      await journal.append({ op: 'DELETE', name: one, seconds: 7 });
      await harness.wipe(path);
      await journal.append({ op: 'DELETE', name: two, seconds: 7 });
      await journal.append({ op: 'DELETE', name: three, seconds: 7 });
      expect(ballast.held).toBe(true);
      await journal.close();
      const { tombstones, ...reopened } = await openTestJournal(files);
      expect((await namesOf(tombstones)).toSorted()).toEqual([one, two, three].toSorted());
      await reopened.journal.close();
    });

    it('is made again when nothing was recorded yet', async () => {
      const { journal } = await openTestJournal(files);
      await harness.wipe('');
      await journal.append({ op: 'DELETE', name: one, seconds: 7 });
      await journal.close();
      const { tombstones, ...reopened } = await openTestJournal(files);
      expect(await tombstones.has(one)).toBe(true);
      await reopened.journal.close();
    });
  });
}
