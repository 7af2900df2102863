import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../../lib/journal/journal.ts';
import { createGate } from '../../../support/node/gate.ts';
import { inventoryOf, sendAll, setUpRepairer } from '../../../support/node/set-up-repairer.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';
import { namesOf } from '../../../support/node/start-test-filling.ts';

const names = namesOf(10);
const lists = (stored: unknown, tombstones: unknown): string =>
  JSON.stringify({ stored, tombstones });

describe('a peer is left alone', () => {
  it.each([404, 405, 501])('that responds %i: it is asked once a minute', async (status) => {
    const { repairer, state, lines, pass, meet } = setUpRepairer({ stored: names });
    await meet();
    await pass(1);
    state.instance = '00000000000000b2';
    await meet();
    state.respond = async () => ({ status });
    await pass(120);
    expect(state.requests).toHaveLength(2);
    expect([repairer.report(), lines]).toMatchObject([{ inSync: undefined, error: undefined }, []]);
  });

  it('that shows no process: it is never asked', async () => {
    const { repairer, state, pass, meet } = setUpRepairer({ stored: names });
    state.instance = undefined;
    await meet();
    await pass(120);
    expect([state.requests, repairer.report().inSync]).toEqual([[], undefined]);
  });

  it('that is several processes: it is not asked in each second', async () => {
    const { repairer, state, pass, meet } = setUpRepairer({ stored: names });
    await meet();
    await pass(1);
    for (let count = 0; count < 300; count += 1) {
      state.instance = `00000000000000b${count % 2}`;
      await meet().catch(() => undefined);
      state.requests.length = 0;
      if (count > 250) await pass(1);
    }
    expect(repairer.report()).toMatchObject({ inSync: undefined });
    await pass(20);
    expect(state.requests.length).toBeLessThan(6);
  });
});

it('of two processes that respond to one comparison neither is in sync', async () => {
  const { repairer, state, pass, meet } = setUpRepairer({ stored: names });
  await meet();
  state.respond = async () => {
    state.instance = '00000000000000b2';
    return { instance: '00000000000000b2', content: lists([], []) };
  };
  await pass(1);
  expect(repairer.report()).toMatchObject({
    inSync: undefined,
    error: 'another process has responded',
  });
  await pass(1);
  expect(repairer.report()).toMatchObject({ inSync: true, error: undefined });
});

it('nothing is compared while this node lists its own files', async () => {
  const { repairer, state, inventory, queue, pass, meet } = setUpRepairer(
    { stored: names },
    { stored: [] },
    [{ op: 'PUT', name: names[0] as never, seconds: 1, sequence: 1 }],
  );
  await meet();
  await pass(2);
  expect(state.requests).toHaveLength(2);
  inventory.begin();
  await sendAll(queue);
  await pass(120);
  expect([state.requests.length, repairer.report().inSync]).toEqual([2, undefined]);
  inventory.noteComplete();
  // What was missing then is forgotten: the sets are compared again.
  await pass(1);
  expect(state.requests.slice(2)).toEqual(['_compare']);
});

it('a peer that rejects what it lacks is compared again, and the rest is sent', async () => {
  const { repairer, state, queue, pass, meet } = setUpRepairer(
    { stored: names },
    { stored: names.slice(1) },
  );
  await meet();
  await pass(2);
  await queue.next(0);
  await settleMicrotasks();
  const rejected = (await queue.next(0)) as JournalEntry;
  queue.defer(rejected, 0);
  expect([queue.isRepairing, queue.deferredCount]).toEqual([false, 1]);
  state.theirs = inventoryOf(names.slice(2));
  await pass(120);
  expect([queue.length, queue.deferredCount]).toEqual([2, 1]);
  expect((await sendAll(queue, state.theirs)).map(({ name }) => name)).toEqual([names[1]]);
  expect(repairer.report().inSync).toBe(false);
});

it('a peer that always wants everything gets it once a minute', async () => {
  const { state, queue, pass, meet } = setUpRepairer({ stored: names }, { stored: [] });
  await meet();
  let sent = 0;
  for (let second = 0; second < 119; second += 1) {
    await pass(1);
    sent += (await sendAll(queue)).length;
  }
  expect(sent).toBe(20);
  expect(state.openLists).toBe(0);
});

it('names that can not be read are logged, and read again a minute later', async () => {
  const { state, queue, lines, pass, meet } = setUpRepairer({ stored: names }, { stored: [] });
  await meet();
  state.onNext = async () => {
    throw new Error('EIO');
  };
  await pass(2);
  expect([await sendAll(queue), queue.length, state.openLists]).toEqual([[], 0, 0]);
  expect(lines.map(({ level, message }) => [level, message])).toEqual([
    ['warn', 'a peer lacks what this node has; it is sent'],
    ['error', 'what a peer lacks could not be read'],
  ]);
  state.onNext = async () => undefined;
  await pass(62);
  expect(await sendAll(queue, state.theirs)).toHaveLength(names.length);
});

describe('a stop', () => {
  it('closes the list of names, and gives up what is left', async () => {
    const many = namesOf(600);
    const { repairer, state, queue, pass, meet } = setUpRepairer({ stored: many }, { stored: [] });
    await meet();
    await pass(2);
    await queue.next(0);
    await settleMicrotasks();
    expect(state.openLists).toBe(1);
    await repairer.stop();
    expect([state.openLists, queue.isRepairing]).toEqual([0, false]);
  });

  it('waits for a comparison that is under way, of which nothing comes', async () => {
    const { repairer, state, queue, lines, meet } = setUpRepairer(
      { stored: names },
      { stored: [] },
    );
    await meet();
    await repairer.check();
    const gate = createGate();
    state.respond = async () => {
      await gate.opened;
      return undefined;
    };
    const checked = repairer.check();
    await repairer.check();
    const stopped = repairer.stop();
    gate.open();
    await Promise.all([checked, stopped]);
    await repairer.check();
    expect([queue.length, lines, state.openLists]).toEqual([0, [], 0]);
    expect(state.requests).toHaveLength(3);
  });

  it('cuts off a comparison, which is no failure of the peer', async () => {
    const { repairer, state, meet } = setUpRepairer({ stored: names });
    await meet();
    state.respond = async () => {
      void repairer.stop();
      throw new Error('cut off');
    };
    await repairer.check();
    expect(repairer.report().error).toBe(undefined);
  });
});

it('a peer that has more is not in sync after three comparisons, but is when it lacks nothing', async () => {
  const { repairer, state, pass, meet } = setUpRepairer(
    { stored: names.slice(1) },
    { stored: names },
  );
  await meet();
  await pass(10);
  expect(repairer.report().inSync).toBe(undefined);
  await pass(1);
  expect(repairer.report().inSync).toBe(false);
  await pass(229);
  // Six of them in half a minute, and then one each minute.
  expect(state.requests.filter((name) => name === '_compare')).toHaveLength(10);
  state.theirs = inventoryOf(names.slice(1));
  await pass(61);
  expect(repairer.report().inSync).toBe(true);
});
