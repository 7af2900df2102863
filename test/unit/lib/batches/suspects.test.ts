import { expect, it } from 'vitest';
import { createSuspects } from '../../../../lib/batches/suspects.ts';

it('a name is taken once', () => {
  const suspects = createSuspects();
  suspects.add(['a', 'b']);
  expect(['a', 'a', 'b', 'c'].map(suspects.take)).toEqual([true, false, true, false]);
});

it('of more than a thousand none is left', () => {
  const names = Array.from({ length: 1000 }, (_, at) => `${at}`);
  const suspects = createSuspects();
  suspects.add(names);
  expect(suspects.take('0')).toBe(true);
  suspects.add(['0', '1']);
  expect(suspects.take('999')).toBe(true);
  suspects.add(['a', 'b']);
  expect(['a', '1'].map(suspects.take)).toEqual([false, false]);
});
