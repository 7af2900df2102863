import { expect, it } from 'vitest';
import { createMemoryJournal } from '../../../../lib/journal/memory-journal.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

const [stored, deleted] = [nameOf('stored', 'stored'), nameOf('deleted', 'deleted')];

it('a journal in memory remembers uploads and tombstones', async () => {
  const journal = createMemoryJournal();
  let published = 0;
  journal.onPublish(() => {
    published += 1;
  });
  await journal.append({ op: 'PUT', name: stored, seconds: 7 });
  await journal.append({ op: 'PUT', name: deleted, seconds: 7 });
  expect(published).toBe(0);
  (await journal.append({ op: 'DELETE', name: deleted, seconds: 8 })).publish();
  expect(published).toBe(1);
  expect([stored, deleted].map(journal.hasRecorded)).toEqual([true, false]);
  expect(await Promise.all([stored, deleted].map(journal.tombstones.has))).toEqual([false, true]);
  journal.forgetRecorded(stored);
  expect(journal.hasRecorded(stored)).toBe(false);
});

it('a journal in memory counts its records, and keeps none for a peer', async () => {
  const journal = createMemoryJournal();
  expect(journal.nextSequence()).toBe(1);
  const record = await journal.append({ op: 'PUT', name: stored, seconds: 7 });
  record.publish();
  expect(journal.nextSequence()).toBe(2);
  expect(journal.firstSequence()).toBe(2);
  const cursor = journal.openCursor('PUT', 1);
  expect(await cursor.fill()).toBe(false);
  expect(cursor.next()).toBeUndefined();
  expect(cursor.remaining()).toBe(0);
  expect(cursor.position()).toBe(2);
  const { checkSpace, askSpace, checkBallast, ensureInPlace } = journal;
  await Promise.all([checkSpace(), askSpace(), checkBallast(), ensureInPlace()]);
  await journal.compact(Infinity);
  await journal.close();
});
