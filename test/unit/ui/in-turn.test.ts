import { expect, test } from 'vitest';
import { createDeferred, type Deferred } from '../../../lib/concurrency/deferred.ts';
import { createTurns } from '../../../ui/in-turn.ts';

test('so many run at once; others follow in their order, also after one that fails', async () => {
  const inTurn = createTurns(2);
  const begun: number[] = [];
  const ends: Deferred[] = [];
  const works = [0, 1, 2, 3].map(async (index) => {
    await inTurn(async () => {
      begun.push(index);
      const end = createDeferred();
      ends.push(end);
      await end.promise;
      if (index === 0) throw new Error('it broke');
    });
  });
  expect(begun).toEqual([0, 1]);
  ends[0]?.resolve();
  await expect(works[0]).rejects.toThrow('it broke');
  expect(begun).toEqual([0, 1, 2]);
  ends[1]?.resolve();
  await works[1];
  expect(begun).toEqual([0, 1, 2, 3]);
  for (const end of ends) end.resolve();
  await Promise.all(works.slice(1));
  await inTurn(async () => void begun.push(4));
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});
