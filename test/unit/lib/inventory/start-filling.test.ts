import { describe, expect, it } from 'vitest';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';
import { namesOf, startTestFilling } from '../../../support/node/start-test-filling.ts';

describe('what is here at the start', () => {
  it('is noted in portions, and complete at the end', async () => {
    const { inventory, timers } = startTestFilling(namesOf(600), namesOf(700).slice(600));
    await settleMicrotasks();
    expect([inventory.isComplete, inventory.stored.size]).toEqual([false, 156]);
    await timers.pass(1);
    expect(inventory.isComplete).toBe(true);
    expect([inventory.stored.size, inventory.tombstones.size]).toEqual([600, 100]);
  });

  it('is not noted when the node is stopped, which leaves no list open', async () => {
    const { filling, inventory, state, timers } = startTestFilling(namesOf(600));
    await settleMicrotasks();
    expect(state.openLists).toBe(1);
    await filling.stop();
    expect([inventory.isComplete, state.openLists, timers.count]).toEqual([false, 0, 0]);
  });

  it('is not noted when the node is stopped among the deletions', async () => {
    const { filling, inventory, state } = startTestFilling(namesOf(1), namesOf(1000));
    await settleMicrotasks();
    await filling.stop();
    expect([inventory.isComplete, state.lists]).toEqual([false, 0]);
  });

  it('is not complete when the node is stopped at the last name', async () => {
    const { filling, inventory, state } = startTestFilling(namesOf(1));
    const stopped = new Promise<void>((resolve) => {
      state.onNext = () => resolve(filling.stop());
    });
    await stopped.catch(() => undefined);
    expect(inventory.isComplete).toBe(false);
  });

  it('is listed again after a failure, which is logged', async () => {
    const { inventory, state, timers, lines } = startTestFilling(namesOf(3));
    state.onNext = () => {
      throw new Error('EIO');
    };
    await settleMicrotasks();
    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ['error', 'the stored files could not be listed; will retry'],
    ]);
    state.onNext = () => undefined;
    await timers.pass(9999);
    expect(inventory.isComplete).toBe(false);
    await timers.pass(1);
    expect([inventory.isComplete, inventory.stored.size, state.openLists]).toEqual([true, 3, 0]);
  });
});

describe('while it is listed', () => {
  it('a file that is removed after it was listed is not noted', async () => {
    const { inventory, state } = startTestFilling(namesOf(3));
    const [, second] = state.stored;
    state.onNext = (name) => {
      if (name === second) inventory.noteRemoved(name);
    };
    await settleMicrotasks();
    expect([inventory.isComplete, inventory.stored.size]).toEqual([true, 2]);
  });

  it('a file that is committed is noted once', async () => {
    const { inventory, state } = startTestFilling(namesOf(3));
    const late = nameOf('late', 'content');
    state.onNext = (name) => {
      inventory.noteStored(late);
      inventory.noteStored(name);
    };
    await settleMicrotasks();
    expect(inventory.stored.size).toBe(4);
  });
});

describe('deleted files that are there again', () => {
  it('are removed and counted', async () => {
    const all = namesOf(5);
    const { inventory, state, lines } = startTestFilling(all, all.slice(0, 2));
    await settleMicrotasks();
    expect(state.removed).toEqual(all.slice(0, 2));
    expect([inventory.isComplete, inventory.stored.size]).toEqual([true, 3]);
    expect(lines).toEqual([
      { level: 'warn', message: 'deleted files were found and removed', fields: { files: 2 } },
    ]);
  });

  it('and only share the fingerprint of a deleted name stay', async () => {
    const { inventory, state } = startTestFilling(namesOf(2));
    for (const name of namesOf(1)) inventory.noteDeleted(name);
    await settleMicrotasks();
    expect([inventory.isComplete, inventory.stored.size, state.removed]).toEqual([true, 1, []]);
  });

  it('and can not be removed stop nothing', async () => {
    const all = namesOf(5);
    const { inventory, state, lines } = startTestFilling(all, all.slice(0, 2));
    state.remove = async () => {
      throw new Error('EROFS');
    };
    await settleMicrotasks();
    expect([inventory.isComplete, inventory.stored.size]).toEqual([true, 3]);
    expect(lines).toEqual([
      {
        level: 'error',
        message: 'deleted files can not be removed',
        fields: { files: 2, error: new Error('EROFS') },
      },
    ]);
  });
});
