import { describe, expect, it } from 'vitest';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';
import { namesOf, startTestFilling } from '../../../support/node/start-test-filling.ts';

describe('a storage', () => {
  it('that is missing at the start is listed once it is back', async () => {
    const { inventory, state, timers } = startTestFilling(namesOf(3), namesOf(1));
    state.isMissing = true;
    state.remove = async () => {
      throw new Error('It must not be touched.');
    };
    await settleMicrotasks();
    expect([inventory.isComplete, state.lists]).toEqual([false, 0]);
    state.isMissing = false;
    state.remove = async () => undefined;
    await timers.pass(10_000);
    expect([inventory.isComplete, inventory.stored.size]).toEqual([true, 2]);
  });

  it('that goes missing while it is listed is listed again', async () => {
    const { inventory, state, timers } = startTestFilling(namesOf(3));
    state.onNext = () => {
      state.isMissing = true;
    };
    await settleMicrotasks();
    expect(inventory.isComplete).toBe(false);
    state.onNext = () => undefined;
    state.isMissing = false;
    await timers.pass(10_000);
    expect([inventory.isComplete, state.lists]).toEqual([true, 2]);
  });

  it('that leaves its place, or comes back, is listed again, and not while nothing changes', async () => {
    const { filling, inventory, state } = startTestFilling(namesOf(3));
    await settleMicrotasks();
    filling.noteInPlace(true);
    expect([inventory.isComplete, state.lists]).toEqual([true, 1]);
    state.stored = namesOf(1);
    filling.noteInPlace(false);
    expect([inventory.isComplete, inventory.stored.size]).toEqual([false, 0]);
    filling.noteInPlace(false);
    await settleMicrotasks();
    expect([inventory.isComplete, inventory.stored.size, state.lists]).toEqual([true, 1, 2]);
    filling.noteInPlace(true);
    await settleMicrotasks();
    expect(state.lists).toBe(3);
  });

  it('that is emptied while it is listed is listed from the start', async () => {
    const { filling, inventory, state, timers } = startTestFilling(namesOf(600));
    await settleMicrotasks();
    expect(inventory.stored.size).toBeGreaterThan(0);
    state.stored = [];
    filling.refill();
    await timers.pass(1);
    expect([inventory.isComplete, inventory.stored.size, state.lists]).toEqual([true, 0, 2]);
    expect(state.openLists).toBe(0);
  });

  it('in which a file is not found is listed again', async () => {
    const { inventory, state } = startTestFilling(namesOf(3));
    await settleMicrotasks();
    state.stored = namesOf(2);
    inventory.doubt();
    expect(inventory.isComplete).toBe(false);
    await settleMicrotasks();
    expect([inventory.isComplete, inventory.stored.size]).toEqual([true, 2]);
  });
});
