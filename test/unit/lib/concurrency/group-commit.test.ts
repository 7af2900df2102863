import { expect, it } from 'vitest';
import { createGroupCommit } from '../../../../lib/concurrency/group-commit.ts';
import { createGate } from '../../../support/node/gate.ts';

it('callers that arrive during a flush share the next one', async () => {
  const flushed: (readonly number[])[] = [];
  const gate = createGate();
  const join = createGroupCommit<number>(async (items) => {
    flushed.push(items);
    if (flushed.length === 1) await gate.opened;
  });
  const first = join(1);
  await Promise.resolve();
  await Promise.resolve();
  const later = [join(2), join(3)];
  gate.open();
  await Promise.all([first, ...later]);
  expect(flushed).toEqual([[1], [2, 3]]);
});

it('a flush that fails rejects for all that shared it, and for nobody else', async () => {
  let count = 0;
  const join = createGroupCommit<number>(async () => {
    count += 1;
    if (count === 1) throw new Error('The disk is on fire.');
  });
  const sharers = await Promise.allSettled([join(1), join(2)]);
  expect(sharers.map((sharer) => sharer.status)).toEqual(['rejected', 'rejected']);
  await expect(join(3)).resolves.toBeUndefined();
});

it('a failure that nobody waits for does not affect the next flush', async () => {
  const join = createGroupCommit<number>(() => Promise.reject(new Error('It failed.')));
  void join(1);
  await expect(join(2)).rejects.toThrow('It failed.');
});
