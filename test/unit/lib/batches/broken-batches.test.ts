import { expect, it } from 'vitest';
import { setUp } from '../../../support/node/set-up-batches.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';

it('what was in a batch that broke off goes alone the next time, and holds up nothing', async () => {
  const { sent, fill, put, remove, operations } = await setUp();
  await fill();
  const results = ['poison', 'good'].map((name) => put(name));
  void remove('done');
  await sent[1]?.accept(404);
  sent[2]?.line({ at: 2, status: 404 });
  await sent[2]?.fail(new Error('the connection was closed'));
  for (const result of results) await expect(result).rejects.toThrow('closed');
  for (const name of ['poison', 'good']) void put(name);
  for (const name of ['done', 'new']) void remove(name);
  await settleMicrotasks();
  expect(operations().slice(3)).toEqual([['PUT poison'], ['PUT good']]);
  for (const at of [3, 4]) await sent[at]?.accept(201);
  expect(operations().slice(5)).toEqual([['DELETE /done 0', 'DELETE /new 0']]);
});

it('where that gets through it goes in batches again', async () => {
  const { sent, fill, put, remove, operations } = await setUp();
  await fill();
  for (const name of ['a', 'b']) void put(name);
  await sent[1]?.accept(404);
  await sent[2]?.fail(new Error('the connection was closed'));
  void put('a');
  await settleMicrotasks();
  void put('a');
  void remove('c');
  await sent[3]?.accept(201);
  expect(operations().slice(3)).toEqual([['PUT a'], ['PUT /a 1', 'DELETE /c 0']]);
});
