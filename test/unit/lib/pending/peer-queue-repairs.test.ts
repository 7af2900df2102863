import { expect, it } from 'vitest';
import type {
  JournalCursor,
  JournalEntry,
  OperationKind,
} from '../../../../lib/journal/journal.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { entries, queueOver } from '../../../support/node/test-queue.ts';

/** A cursor over what a peer lacks. */
function lacking(op: OperationKind, ...names: readonly string[]): JournalCursor {
  const left = names.map(
    (name): JournalEntry => ({ op, name: nameOf(name, 'content'), seconds: 9, sequence: 0 }),
  );
  return {
    fill: async () => left.length > 0,
    next: () => left.shift(),
    position: () => 0,
    remaining: () => left.length,
  };
}

const pathOf = (entry: JournalEntry | undefined): string | undefined =>
  entry?.name.slice(0, entry.name.indexOf('_'));

it('what is new goes before what is repaired, and deletions before files', async () => {
  const queue = queueOver(entries(1));
  queue.repair('PUT', lacking('PUT', 'lost'));
  queue.repair('DELETE', lacking('DELETE', 'deleted'));
  expect([queue.length, queue.isRepairing]).toEqual([3, true]);
  const taken = [await queue.next(0), await queue.next(0), await queue.next(0)];
  expect(taken.map(pathOf)).toEqual(['file-0', 'deleted', 'lost']);
  expect(await queue.next(0)).toBe(undefined);
  for (const entry of taken) queue.acknowledge(entry as JournalEntry);
  expect([queue.length, queue.isRepairing, queue.repaired]).toEqual([0, false, 2]);
});

it('only the kinds that are asked for are repaired', async () => {
  const queue = queueOver([]);
  queue.repair('PUT', lacking('PUT', 'lost'));
  expect(await queue.next(0, ['DELETE'])).toBe(undefined);
  expect(pathOf(await queue.nextFresh(10, ['PUT']))).toBe('lost');
});

it('nothing of a repair is saved', async () => {
  const queue = queueOver([]);
  const before = queue.snapshot();
  queue.repair('PUT', lacking('PUT', 'one', 'two'));
  queue.defer((await queue.next(0)) as JournalEntry, 0);
  expect(queue.snapshot()).toEqual(before);
});

it('a name that is in flight is not sent a second time at once', async () => {
  const queue = queueOver(entries(1));
  const first = (await queue.next(0)) as JournalEntry;
  queue.repair('PUT', lacking('PUT', 'file-0'));
  expect(await queue.next(0)).toBe(undefined);
  queue.acknowledge(first);
  expect(pathOf(await queue.next(0))).toBe('file-0');
});

it('what is rejected is retried with a back-off, which ends no other way than the rest', async () => {
  const queue = queueOver([]);
  queue.repair('PUT', lacking('PUT', 'lost'));
  queue.defer((await queue.next(0)) as JournalEntry, 0);
  expect([queue.isRepairing, queue.length, queue.deferredCount]).toEqual([false, 1, 1]);
  expect(await queue.next(0)).toBe(undefined);
  expect([queue.nextRetryMs(), queue.nextRetryMs(['DELETE'])]).toEqual([500, undefined]);
  queue.retryDeferredNow('failed');
  const again = (await queue.next(0)) as JournalEntry;
  expect(queue.isRepairing).toBe(false);
  queue.acknowledge(again);
  expect([queue.length, queue.repaired]).toEqual([0, 1]);
});

it('the deferred operation that was tried longest ago is the next probe, whatever its lane', async () => {
  const queue = queueOver(entries(1));
  queue.repair('PUT', lacking('PUT', 'lost'));
  const [of, repaired] = [await queue.next(0), await queue.next(0)] as [JournalEntry, JournalEntry];
  queue.defer(repaired, 1);
  queue.defer(of, 2);
  expect(queue.nextDeferred()).toBe(repaired);
  queue.acknowledge(repaired);
  expect(queue.repaired).toBe(1);
  expect(queue.nextDeferred()).toBe(of);
  queue.acknowledge(of);
  expect([queue.nextDeferred(), queue.repaired]).toEqual([undefined, 1]);
});

it('a second repair keeps what the first one has deferred', async () => {
  const queue = queueOver([]);
  queue.repair('PUT', lacking('PUT', 'one'));
  queue.defer((await queue.next(0)) as JournalEntry, 0);
  queue.repair('PUT', lacking('PUT', 'two'));
  expect(queue.names('PUT').map((name) => pathOf({ name } as JournalEntry))).toEqual(['one']);
  expect([queue.length, pathOf(await queue.next(0))]).toEqual([2, 'two']);
});

it('shows what is deferred of all lanes, so many at most', async () => {
  const queue = queueOver(entries(3));
  queue.repair('DELETE', lacking('DELETE', 'gone'));
  expect(queue.deferred(9)).toEqual([]);
  for (let entry = await queue.next(0); entry !== undefined; entry = await queue.next(0)) {
    queue.defer(entry, 0);
  }
  const shown = (most: number) => queue.deferred(most).map(({ op, name }) => `${op} ${name}`);
  expect(shown(9)).toHaveLength(4);
  expect(shown(9)[3]).toMatch(/^DELETE gone_/u);
  expect(shown(2)).toEqual(shown(9).slice(0, 2));
});

it('knows the names that it holds, and how much of the journal it has read', async () => {
  const records = entries(3);
  const queue = queueOver([...records, { ...records[0], op: 'DELETE' } as JournalEntry]);
  expect([queue.names('PUT'), queue.hasRead(1), queue.hasRead(2)]).toEqual([[], true, false]);
  const first = (await queue.next(0, ['PUT'])) as JournalEntry;
  const second = (await queue.next(0, ['PUT'])) as JournalEntry;
  queue.defer(first, 0);
  expect(queue.names('PUT')).toEqual([second.name, first.name]);
  expect(queue.names('DELETE')).toEqual([]);
  // The deletion comes last, and is not read yet.
  expect(queue.hasRead(3)).toBe(false);
  while ((await queue.next(0)) !== undefined);
  expect([queue.hasRead(5), queue.hasRead(6)]).toEqual([true, false]);
  expect(queue.names('DELETE')).toEqual([first.name]);
});
