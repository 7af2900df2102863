import { expect, test } from 'vitest';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { send } from '../../../support/node/send.ts';

const metrics = { report: async () => ({ type: 'text/plain; version=0.0.4', text: 'a 1\n' }) };

test('/_metrics is what the host reports, and no cache keeps it', async () => {
  const { ctx } = await createTestContext();
  const node = { ctx: { ...ctx, metrics } };
  const response = await send(node, 'GET', '/_metrics');
  expect([response.status, await response.text()]).toEqual([200, 'a 1\n']);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const head = await send(node, 'HEAD', '/_metrics');
  expect([head.status, head.body]).toEqual([200, null]);
});

test('/_metrics is a 404 on a host that has none', async () => {
  const response = await send(await createTestContext(), 'GET', '/_metrics');
  expect([response.status, await response.text()]).toEqual([404, 'This host has no metrics.\n']);
});

test.each([
  ['operators', { operator: ['watching'] }, 403],
  ['readers', {}, 200],
])('/_metrics takes the secret of %s, where they have one', async (_who, operator, status) => {
  const secrets = { read: ['reading'], write: [], cluster: [], ...operator };
  const { ctx } = await createTestContext({ secrets });
  const get = async (headers = {}) =>
    (await send({ ctx: { ...ctx, metrics } }, 'GET', '/_metrics', { headers })).status;
  expect(await get()).toBe(401);
  expect(await get({ Authorization: 'Bearer reading' })).toBe(status);
});
