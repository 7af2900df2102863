import { expect, it } from 'vitest';
import { inBatches } from '../../../../lib/concurrency/batches.ts';

it('all items are processed, so many at a time', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await inBatches([1, 2, 3, 4, 5], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    done.push(item);
  });
  expect([done, most]).toEqual([[1, 2, 3, 4, 5], 2]);
});

it('the first failure is reported when its batch has ended, and no other batch begins', async () => {
  const ended: number[] = [];
  const working = inBatches([1, 2, 3], 2, async (item) => {
    if (item === 1) throw new Error('It failed.');
    await Promise.resolve();
    ended.push(item);
  });
  await expect(working).rejects.toThrow('It failed.');
  expect(ended).toEqual([2]);
});
