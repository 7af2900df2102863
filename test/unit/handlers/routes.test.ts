import { describe, expect, test } from 'vitest';
import type { Route } from '../../../handlers/route.ts';
import { createRouter } from '../../../handlers/router.ts';
import { routes } from '../../../handlers/routes.ts';
import type { Context } from '../../../lib/context.ts';
import { HttpError } from '../../../lib/http/http-error.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { createRequest, type Sent, send } from '../../support/node/send.ts';

/** One more row, and the handler that would be in a file of its own. */
const echo: Route = {
  path: '/_echo',
  methods: ['POST'],
  handler: async (request, { caller }) => {
    return Response.json({ body: await request.text(), isPeer: caller.isPeer });
  },
  role: 'write',
  readsBody: true,
  isLimited: false,
};
const router = createRouter([echo, ...routes]);
const call = (ctx: Context, method: string, path: string, sent?: Sent) =>
  router.handle(createRequest(method, path, sent), ctx);

describe('a row that is added to the table', () => {
  test('is routed to its handler, beside the others', async () => {
    const { ctx } = await createTestContext();
    const response = await call(ctx, 'POST', '/_echo?query', { body: 'hello' });
    expect([response.status, await response.json()]).toEqual([
      200,
      { body: 'hello', isPeer: false },
    ]);
    expect(response.headers.get('server')).toBe('cockatiel/0.0.0');
    expect((await call(ctx, 'PUT', '/a', { body: 'a' })).status).toBe(201);
    expect((await call(ctx, 'GET', '/_status')).status).toBe(200);
  });

  test('is in Allow at its path, and nowhere else', async () => {
    const { ctx } = await createTestContext();
    for (const [method, path, status, allow] of [
      ['OPTIONS', '/_echo', 204, 'POST, OPTIONS'],
      ['PATCH', '/_echo', 405, 'POST, OPTIONS'],
      ['POST', '/a', 405, 'GET, HEAD, PUT, DELETE, OPTIONS'],
      ['POST', '/_status', 405, 'GET, HEAD, OPTIONS'],
      ['POST', '/_echoes', 404, null],
    ] as const) {
      const response = await call(ctx, method, path);
      expect([response.status, response.headers.get('allow')]).toEqual([status, allow]);
    }
  });

  test('is permitted to pages of other origins like the others', async () => {
    const { ctx } = await createTestContext({ config: { corsOrigins: ['*'] } });
    const headers = { Origin: 'https://www.example.com' };
    const preflight = await call(ctx, 'OPTIONS', '/_echo', { headers });
    expect(preflight.headers.get('access-control-allow-methods')).toBe(
      'POST, GET, HEAD, PATCH, DELETE, PUT',
    );
  });

  test('takes the secret of its role, and no signed URL', async () => {
    const secrets = { read: ['reading'], write: ['writing'], cluster: [] };
    const { ctx } = await createTestContext({ secrets });
    const status = async (path: string, headers = {}) =>
      (await call(ctx, 'POST', path, { headers })).status;
    expect(await status('/_echo')).toBe(401);
    expect(await status('/_echo', { Authorization: 'Bearer reading' })).toBe(403);
    expect(await status('/_echo', { Authorization: 'Bearer writing' })).toBe(200);
    expect(await status(`/_echo?expires=1800000000&signature=${'a'.repeat(64)}`)).toBe(401);
  });

  test('tells a host whether to make a body and to count the request', () => {
    expect(router.find('POST', '/_echo')).toMatchObject({ readsBody: true, isLimited: false });
    expect(router.find('PUT', '/_echo')).toMatchObject({ readsBody: true, isLimited: true });
    expect(router.find('GET', '/_status')).toMatchObject({ readsBody: false, isLimited: false });
    expect(router.find('GET', '/_statuses')).toMatchObject({ readsBody: false, isLimited: true });
    expect(router.find('DELETE', '/a')).toMatchObject({ readsBody: false, isLimited: true });
    expect(router.find('POST', '/a')).toBeUndefined();
  });
});

test('a path with * at its end is the beginning of others, with nothing special in it', async () => {
  const pages = { ...echo, path: '/_ui.v1/*', methods: ['GET'] };
  const { find } = createRouter([pages, ...routes]);
  expect(find('GET', '/_ui.v1/a/b')?.path).toBe('/_ui.v1/*');
  expect(find('GET', '/_ui.v1/')?.path).toBe('/_ui.v1/*');
  for (const other of ['/_ui.v1', '/_ui_v1/a', '/a/_ui.v1/a']) {
    expect(find('GET', other)?.path).toBe('*');
  }
});

test('a table without files has nothing else', async () => {
  const { ctx } = await createTestContext();
  const { handle, allowedMethods } = createRouter([echo]);
  expect((await handle(createRequest('GET', '/a'), ctx)).status).toBe(405);
  expect(allowedMethods('/a')).toBe('OPTIONS');
});

test('a route is at its path as it is written, so that a rule of a proxy can close it', async () => {
  const node = await createTestContext();
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) {
    expect((await send(node, method, '/%5Fstatus')).status).toBe(404);
  }
  expect((await send(node, 'PUT', '/%5Fstatus', { body: 'a' })).status).toBe(400);
});

test('what a host refuses looks like every other refusal', async () => {
  const { ctx } = await createTestContext({ config: { corsOrigins: ['*'] } });
  const origin = 'https://www.example.com';
  const response = router.refuse(new HttpError(400, 'No.'), { method: 'GET', origin }, ctx);
  const same = await call(ctx, 'GET', '/a//b', { headers: { Origin: origin } });
  expect([response.status, await response.text()]).toEqual([400, 'No.\n']);
  expect([...response.headers.keys()]).toEqual([...same.headers.keys()]);
});
