import { expect, it } from 'vitest';
import { inParallel } from '../../../../lib/concurrency/in-parallel.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';

/** Numbers from 1 on, and how many were taken. */
function createNumbers(count: number) {
  const state = { taken: 0, isClosed: false };
  async function* generate(): AsyncGenerator<number> {
    try {
      while (state.taken < count) {
        state.taken += 1;
        yield state.taken;
      }
    } finally {
      state.isClosed = true;
    }
  }
  return { state, numbers: generate() };
}

it('does the work on every item once', async () => {
  const { numbers } = createNumbers(10);
  const done: number[] = [];
  await inParallel(numbers, 3, async (number) => void done.push(number));
  expect(done.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

it('works on so many at a time, and takes no more', async () => {
  const { state, numbers } = createNumbers(1000);
  const waiting: (() => void)[] = [];
  const ended = inParallel(numbers, 3, () => new Promise<void>((resolve) => waiting.push(resolve)));
  for (let done = 0; done < 1000; done += 1) {
    await settleMicrotasks();
    expect(waiting.length).toBe(Math.min(3, 1000 - done));
    expect(state.taken).toBe(Math.min(done + 3, 1000));
    waiting.shift()?.();
  }
  await ended;
  expect(state.isClosed).toBe(true);
});

it('begins nothing after a failure, waits for the rest, and rejects with the first', async () => {
  const { state, numbers } = createNumbers(1000);
  const finish: (() => void)[] = [];
  const ended = inParallel(numbers, 3, async (number) => {
    if (number === 3) throw new Error('the third');
    await new Promise<void>((resolve) => finish.push(resolve));
    if (number === 2) throw new Error('the second, but later');
  });
  let failure: unknown;
  void ended.catch((error: unknown) => {
    failure = error;
  });
  await settleMicrotasks();
  finish[0]?.();
  await settleMicrotasks();
  expect({ ...state, failure }).toEqual({ taken: 3, isClosed: false, failure: undefined });
  finish[1]?.();
  await expect(ended).rejects.toThrow('the third');
  expect(state).toEqual({ taken: 3, isClosed: true });
});

it('rejects where the items can not be read', async () => {
  async function* broken(): AsyncGenerator<number> {
    yield 1;
    throw new Error('the disk failed');
  }
  const done: number[] = [];
  const ended = inParallel(broken(), 4, async (number) => void done.push(number));
  await expect(ended).rejects.toThrow('the disk failed');
  expect(done).toEqual([1]);
});
