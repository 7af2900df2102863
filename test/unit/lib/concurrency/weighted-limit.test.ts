import { expect, it } from 'vitest';
import { createWeightedLimit } from '../../../../lib/concurrency/weighted-limit.ts';
import { createGate } from '../../../support/node/gate.ts';

it('so many run at once, and of those that wait the lightest is next', async () => {
  const limit = createWeightedLimit(2);
  const gate = createGate();
  const begun: string[] = [];
  const run = (name: string, weight: number): Promise<void> =>
    limit(weight, async () => {
      begun.push(name);
      await gate.opened;
    });
  const all = [run('a', 9), run('b', 9), run('heavy', 9), run('light', 1), run('as light', 1)];
  await Promise.resolve();
  expect(begun).toEqual(['a', 'b']);
  gate.open();
  await Promise.all(all);
  expect(begun).toEqual(['a', 'b', 'light', 'as light', 'heavy']);
});

it('work that fails frees its slot', async () => {
  const limit = createWeightedLimit(1);
  const failing = limit(1, () => Promise.reject(new Error('It failed.')));
  const next = limit(1, async () => 'done');
  await expect(failing).rejects.toThrow('It failed.');
  expect(await next).toBe('done');
  expect(await limit(1, async () => 'again')).toBe('again');
});
