import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../../lib/journal/journal.ts';
import { inventoryOf, sendAll, setUpRepairer } from '../../../support/node/set-up-repairer.ts';
import { namesOf } from '../../../support/node/start-test-filling.ts';

const names = namesOf(10);
const [first] = names as [(typeof names)[0]];
const b1 = '00000000000000b1';
const none = { stored: [], tombstones: [] };
const some = { stored: [1, 2, 3], tombstones: [4] };

/** Two nodes that were found equal a moment ago, and the names are older than that. */
async function setUpEqual() {
  const made = setUpRepairer({ stored: names });
  await made.meet();
  await made.pass(10);
  expect(made.repairer.report()).toMatchObject({ inSync: true, equalAtMs: expect.any(Number) });
  made.state.requests.length = 0;
  return made;
}

const unknown = { inSync: undefined, equalAtMs: undefined };

describe('that two nodes hold the same', () => {
  it('is not known any more once all files are listed again, and compared soon', async () => {
    const { repairer, state, inventory, pass } = await setUpEqual();
    inventory.begin();
    inventory.noteComplete();
    expect(repairer.report()).toMatchObject(unknown);
    await pass(1);
    expect(state.requests).toEqual(['_compare']);
    // The peer has everything; it is not the one that lacks something.
    expect(repairer.report()).toMatchObject(unknown);
    await pass(5);
    expect(repairer.report()).toMatchObject(unknown);
    await pass(5);
    expect(repairer.report()).toMatchObject({ inSync: false, equalAtMs: undefined });
    for (const name of names) inventory.noteStored(name);
    await pass(5);
    expect(repairer.report()).toMatchObject({ inSync: true, equalAtMs: expect.any(Number) });
  });

  it('is not known any more once a file has gone without a deletion', async () => {
    const { repairer, inventory } = await setUpEqual();
    inventory.noteDeleted(names[1] as never);
    inventory.noteRemoved(names[1] as never);
    expect(repairer.report().inSync).toBe(true);
    inventory.noteRemoved(first);
    expect(repairer.report()).toMatchObject(unknown);
  });

  it('is not known of another process, whenever this node held the same as the one before', async () => {
    const { repairer, state, pass, meet } = await setUpEqual();
    state.instance = '00000000000000b2';
    await meet();
    expect(repairer.report()).toMatchObject(unknown);
    state.theirs = inventoryOf(names.slice(1));
    await pass(1);
    expect(repairer.report()).toMatchObject(unknown);
  });

  it('is found of another process without a time at which all was equal', async () => {
    const { repairer, state, pass, meet } = await setUpEqual();
    state.instance = '00000000000000b2';
    await meet();
    for (const bucket of [1, 2]) {
      const content = JSON.stringify({ stored: [bucket], tombstones: [] });
      state.respond = async ({ name }) => (name === '_compare' ? { content } : undefined);
      await pass(5);
    }
    expect(repairer.report()).toMatchObject({ inSync: true, equalAtMs: undefined });
  });

  it('is not found by a comparison during which files may have gone', async () => {
    const { repairer, state, inventory, pass, meet } = setUpRepairer({ stored: names });
    await meet();
    state.respond = async () => {
      state.respond = async () => undefined;
      inventory.begin();
      inventory.noteComplete();
      return { content: JSON.stringify(none) };
    };
    await pass(1);
    expect(repairer.report()).toMatchObject({ ...unknown, error: undefined });
    await pass(4);
    expect(state.requests).toEqual(['_compare']);
    await pass(1);
    expect(state.requests).toEqual(['_compare', '_compare']);
  });

  it('is compared again at most every five seconds, however often files go', async () => {
    const { state, inventory, pass } = await setUpEqual();
    for (const name of names) {
      inventory.noteRemoved(name);
      await pass(1);
    }
    expect(state.requests.filter((name) => name === '_compare')).toHaveLength(2);
  });
});

describe('a comparison of the peer', () => {
  it('that finds a difference makes this node compare soon', async () => {
    const { repairer, state, pass } = await setUpEqual();
    repairer.noteComparison(b1, some);
    expect(repairer.report()).toMatchObject(unknown);
    await pass(1);
    expect(state.requests).toEqual(['_compare']);
    expect(repairer.report()).toMatchObject({ inSync: true, equalAtMs: expect.any(Number) });
    repairer.noteComparison(b1, some);
    await pass(3);
    expect(state.requests).toHaveLength(1);
    await pass(3);
    expect(state.requests).toHaveLength(2);
  });

  it.each([
    ['of another process', '00000000000000b2', some],
    ['with fewer differences than operations on their way', b1, { stored: [1], tombstones: [] }],
  ])('%s changes nothing', async (_, instance, differing) => {
    const records: JournalEntry[] = [];
    const { repairer, state, pass, meet } = setUpRepairer({ stored: names }, undefined, records);
    await meet();
    await pass(10);
    records.push({ op: 'PUT', name: first, seconds: 1, sequence: 1 });
    repairer.noteComparison(instance, differing);
    expect(repairer.report()).toMatchObject({ inSync: true });
    await pass(10);
    expect(state.requests).toEqual(['_compare']);
  });

  it('that finds two empty sets shows nothing: anybody can send their sums', async () => {
    const { repairer, pass, meet } = setUpRepairer({ stored: [] });
    await meet();
    repairer.noteComparison(b1, none);
    expect(repairer.report()).toMatchObject({ ...unknown, comparedAtMs: undefined });
    await pass(1);
    expect(repairer.report()).toMatchObject({ inSync: true });
  });

  it('that finds two sets equal of which one is empty shows it', async () => {
    const { repairer, meet } = setUpRepairer({ stored: [], deleted: names });
    await meet();
    repairer.noteComparison(b1, none);
    expect(repairer.report()).toMatchObject({ inSync: true });
  });
});

describe('what a peer lacked', () => {
  /** The peer takes nothing, so the queue reads no record of the journal. */
  async function setUpStuck() {
    const records: JournalEntry[] = [{ op: 'PUT', name: first, seconds: 1, sequence: 1 }];
    const made = setUpRepairer({ stored: names }, { stored: names.slice(2) }, records);
    await made.meet();
    await made.pass(1);
    expect(made.state.requests).toEqual(['_compare', '_wanted']);
    return made;
  }

  it('is found once more after three minutes in which the journal was not read', async () => {
    const { repairer, state, queue, pass } = await setUpStuck();
    await pass(179);
    expect(state.requests).toHaveLength(2);
    await pass(2);
    expect(state.requests).toHaveLength(4);
    await pass(400);
    expect(repairer.report().inSync).toBe(false);
    await sendAll(queue, state.theirs);
    await pass(2);
    expect((await sendAll(queue, state.theirs)).map(({ name }) => name)).toEqual([names[1]]);
  });

  it('is found once more at once when the clock was set back far', async () => {
    const { state, clock, pass } = await setUpStuck();
    clock.ms -= 86_400_000;
    await pass(1);
    expect(state.requests).toHaveLength(4);
  });
});
