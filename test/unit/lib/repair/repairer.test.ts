import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../../lib/journal/journal.ts';
import { bucketOf } from '../../../../lib/names/bucket-sums.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { inventoryOf, sendAll, setUpRepairer } from '../../../support/node/set-up-repairer.ts';
import { namesOf } from '../../../support/node/start-test-filling.ts';

const names = namesOf(10);
const [first, second, third] = names as [StoredName, StoredName, StoredName];

function namesIn(entries: readonly JournalEntry[]): readonly string[] {
  return entries.map(({ op, name }) => `${op} ${name}`).sort();
}

const { fingerprintName } = inventoryOf([]);

/** A name whose fingerprint is in the same bucket. */
function neighbourOf(name: StoredName): StoredName {
  const bucket = bucketOf(fingerprintName(name));
  for (let count = 0; ; count += 1) {
    const other = nameOf(`neighbour-${count}`, 'content');
    if (bucketOf(fingerprintName(other)) === bucket) return other;
  }
}

describe('two nodes that hold the same', () => {
  it('are in sync, and compared once a minute', async () => {
    const { repairer, state, clock, pass, meet } = setUpRepairer({ stored: names });
    await meet();
    const startMs = clock.ms;
    expect(repairer.report()).toMatchObject({ inSync: undefined, comparedAtMs: undefined });
    await pass(60);
    expect(state.requests).toEqual(['_compare']);
    expect(repairer.report()).toEqual({
      inSync: true,
      comparedAtMs: startMs,
      equalAtMs: startMs,
      error: undefined,
      repaired: 0,
    });
    await pass(1);
    expect(state.requests).toEqual(['_compare', '_compare']);
  });

  it('are compared at once when the peer shows another process', async () => {
    const { repairer, state, pass, meet } = setUpRepairer({ stored: names });
    await meet();
    await pass(2);
    state.instance = '00000000000000b2';
    await meet();
    expect(repairer.report().inSync).toBe(undefined);
    await pass(1);
    expect(state.requests).toEqual(['_compare']);
    expect(repairer.report().inSync).toBe(true);
  });

  it('are compared although the clock was set back', async () => {
    const { state, clock, pass, meet } = setUpRepairer({ stored: names });
    await meet();
    await pass(1);
    clock.ms -= 86_400_000;
    await pass(1);
    expect(state.requests).toEqual(['_compare', '_compare']);
  });
});

describe('what a peer lacks', () => {
  it('is sent, files and deletions, and compared again at once', async () => {
    const own = { stored: names.slice(0, 5), deleted: names.slice(5) };
    const its = { stored: names.slice(2, 6), deleted: names.slice(6, 8) };
    const { repairer, state, queue, lines, pass, meet } = setUpRepairer(own, its);
    await meet();
    await pass(2);
    expect([repairer.report().inSync, queue.length, state.work]).toEqual([false, 5, 1]);
    expect(queue.isRepairing).toBe(true);
    expect(lines).toEqual([
      {
        level: 'warn',
        message: 'a peer lacks what this node has; it is sent',
        fields: { peer: 'http://b', files: 2, deletions: 3 },
      },
    ]);
    const missing = [first, second].map((name) => `PUT ${name}`);
    const deletions = [...names.slice(5, 6), ...names.slice(8)].map((name) => `DELETE ${name}`);
    expect(namesIn(await sendAll(queue, state.theirs))).toEqual([...missing, ...deletions].sort());
    await pass(1);
    expect(repairer.report()).toMatchObject({ inSync: true, repaired: 5 });
  });

  it('and is on its way is not sent twice, nor logged', async () => {
    const record: JournalEntry = { op: 'PUT', name: first, seconds: 1, sequence: 1 };
    const { repairer, state, queue, lines, pass, meet } = setUpRepairer(
      { stored: names },
      { stored: names.slice(1) },
      [record],
    );
    await meet();
    await pass(30);
    expect(state.requests).toEqual(['_compare', '_wanted']);
    expect(await sendAll(queue, state.theirs)).toEqual([record]);
    await pass(10);
    expect(state.requests).toEqual(['_compare', '_wanted', '_wanted', '_compare']);
    expect([lines, repairer.report()]).toMatchObject([[], { inSync: true, repaired: 0 }]);
  });

  it('and is pending for long is not sent a second time', async () => {
    const record: JournalEntry = { op: 'PUT', name: first, seconds: 1, sequence: 1 };
    const { queue, lines, pass, meet } = setUpRepairer(
      { stored: names },
      { stored: names.slice(1) },
      [record],
    );
    const entry = (await queue.next(0)) as JournalEntry;
    expect(await queue.next(0)).toBe(undefined);
    await meet();
    await pass(10);
    queue.defer(entry, 0);
    await pass(100);
    expect([queue.length, queue.deferredCount, lines]).toEqual([1, 1, []]);
  });

  it('and was stored between two questions is on its way, too', async () => {
    const late = neighbourOf(first);
    const records: JournalEntry[] = [];
    const { state, inventory, queue, lines, pass, meet } = setUpRepairer(
      { stored: names },
      { stored: names.slice(1) },
      records,
    );
    await meet();
    state.respond = async ({ name }) => {
      if (name === '_compare' && records.length === 0) {
        inventory.noteStored(late);
        records.push({ op: 'PUT', name: late, seconds: 1, sequence: 1 });
      }
      return undefined;
    };
    await pass(20);
    expect([queue.isRepairing, lines]).toEqual([false, []]);
    expect(namesIn(await sendAll(queue, state.theirs))).toEqual([`PUT ${late}`]);
    await pass(1);
    expect(namesIn(await sendAll(queue, state.theirs))).toEqual([`PUT ${first}`]);
  });

  it('and is deleted meanwhile is not sent', async () => {
    const { state, queue, pass, meet } = setUpRepairer({ stored: names }, { stored: [] });
    await meet();
    await pass(2);
    state.stored = names.filter((name) => name !== third);
    expect(await sendAll(queue, state.theirs)).toHaveLength(9);
    expect([queue.length, state.openLists]).toEqual([0, 0]);
  });

  it.each([
    ['although nobody has deleted it, makes this node list its files again', false, 1],
    ['because it was deleted meanwhile, does not', true, 0],
  ])('and is not here any more, %s', async (_, isDeleted, expected) => {
    const { state, inventory, queue, pass, meet } = setUpRepairer(
      { stored: names },
      { stored: [] },
    );
    let doubts = 0;
    inventory.onDoubt(() => {
      doubts += 1;
    });
    await meet();
    await pass(2);
    state.stored = names.filter((name) => name !== third);
    if (isDeleted) inventory.noteDeleted(third);
    await sendAll(queue, state.theirs);
    expect(doubts).toBe(expected);
  });

  it('of many names is asked and sent in portions', async () => {
    const many = namesOf(9000);
    const { repairer, state, queue, pass, meet } = setUpRepairer({ stored: many }, { stored: [] });
    await meet();
    await pass(2);
    const asked = state.requests.filter((name) => name === '_wanted');
    expect(asked).toHaveLength(4);
    expect(queue.length).toBe(9000);
    expect(await sendAll(queue, state.theirs)).toHaveLength(9000);
    await pass(1);
    expect(repairer.report()).toMatchObject({ inSync: true, repaired: 9000 });
  });
});
