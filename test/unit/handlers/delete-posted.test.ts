import { describe, expect, test } from 'vitest';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { postForm } from '../../support/node/form.ts';
import { send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const name = `dir/a_1_${sha1Of('x')}`;

describe('the response to a form, as the body of a DELETE', () => {
  test.each([
    ['a list', 'application/json'],
    ['one', '*/*'],
  ])('takes it back: %s', async (_, Accept) => {
    const node = await createTestContext();
    const posted = await postForm(node, '/dir/', [['a', 'one']], { headers: { Accept } });
    const body = await posted.text();
    expect((await send(node, 'DELETE', '/dir/', { body })).status).toBe(200);
    expect(node.storageDisk.paths()).toEqual([]);
    expect((await send(node, 'DELETE', '/dir/', { body })).status).toBe(404);
  });

  test.each([
    [404, '/', ''],
    [400, '/dir/', ''],
    [400, '/dir/', 'text'],
    [400, '/dir/', '{"name":1}'],
    [400, '/dir/', '[1]'],
    [400, '/other/', JSON.stringify([{ name }])],
    [400, '/dir/', JSON.stringify(Array(101).fill({ name }))],
    [404, '/dir/', JSON.stringify([{ name }])],
    [400, '/', JSON.stringify([{ name: `_${name}` }])],
  ])('is a %i at %s: %s', async (status, path, body) => {
    const node = await createTestContext();
    expect((await send(node, 'DELETE', path, { body })).status).toBe(status);
  });

  test.each([
    ['dir/none'],
    [name.replace('dir/', 'dir/../')],
    [name.replace('dir/', 'dir//')],
    [name.replace('a', '\ud800')],
    [name.replace('a', '\n')],
    [name.replace('a', 'x'.repeat(300))],
    [name.replace('dir/', '')],
  ])('deletes nothing with this name among the others: %j', async (bad) => {
    const node = await createTestContext();
    const posted = await postForm(node, '/dir/', [['a', 'one'] as const, ['b', 'two'] as const]);
    const body = JSON.stringify([...((await posted.json()) as object[]), { name: bad }]);
    expect((await send(node, 'DELETE', '/dir/', { body })).status).toBe(400);
    expect(node.storageDisk.paths()).toHaveLength(2);
  });

  test('is refused while nothing can be written', async () => {
    const node = await createTestContext();
    const body = await (await postForm(node, '/', [['a', 'one']])).text();
    const health = { readOnlyReason: 'broken', isStorageMissing: false };
    const readOnly = { ctx: { ...node.ctx, health } };
    expect((await send(readOnly, 'DELETE', '/', { body })).status).toBe(503);
  });
});
