import { describe, expect, test } from 'vitest';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../../support/node/send.ts';
import { createTestAccess } from '../../../support/node/test-access.ts';

const secrets = {
  read: ['reading'],
  write: ['writing'],
  cluster: ['joining'],
  operator: ['watching'],
};
const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` });
const node = { ...peerHeaders, 'X-Cockatiel-Node': 'fedcba9876543210' };

describe('with a secret for operators', () => {
  test.each<[method: string, path: string, headers: Record<string, string>, status: number]>([
    ['GET', '/_status', {}, 401],
    ['GET', '/_status', bearer('guess'), 401],
    ['GET', '/_status', bearer('reading'), 403],
    ['GET', '/_status', bearer('writing'), 403],
    ['GET', '/_status', bearer('joining'), 403],
    ['GET', '/_status', peerHeaders, 401],
    ['GET', '/_status', { ...node, ...bearer('joining') }, 200],
    ['GET', '/_status', bearer('watching'), 200],
    ['HEAD', '/_status', bearer('watching'), 200],
    ['HEAD', '/_status', bearer('reading'), 403],
    ['GET', '/_ready', {}, 200],
    ['GET', '/a', bearer('watching'), 403],
    ['GET', '/a', bearer('reading'), 404],
    ['PUT', '/a', bearer('watching'), 403],
    ['DELETE', '/a', bearer('watching'), 403],
    ['POST', '/_compare', bearer('watching'), 403],
  ])('%s %s shown %j is a %d', async (method, path, headers, status) => {
    const context = await createTestContext({ secrets });
    const body = method === 'PUT' ? 'body' : null;
    const response = await send(context, method, path, { headers, body });
    expect(response.status).toBe(status);
    expect(response.headers.has('www-authenticate')).toBe(status === 401);
  });

  test('alone, files are open to everybody, and the status is not', async () => {
    const context = await createTestContext({
      secrets: { read: [], write: [], cluster: [], operator: ['watching'] },
    });
    expect((await send(context, 'PUT', '/a', { body: 'a' })).status).toBe(201);
    expect((await send(context, 'GET', '/_status')).status).toBe(401);
    const headers = bearer('watching');
    expect((await send(context, 'GET', '/_status', { headers })).status).toBe(200);
  });

  test('it can be taken away and given while the node runs', async () => {
    const { operator: _none, ...others } = secrets;
    const access = createTestAccess(others);
    const context = await createTestContext();
    const get = async (secret: string) => {
      const ctx = { ...context.ctx, access };
      return (await send({ ctx }, 'GET', '/_status', { headers: bearer(secret) })).status;
    };
    expect([await get('reading'), await get('watching')]).toEqual([200, 401]);
    access.replace(secrets);
    expect([await get('reading'), await get('watching')]).toEqual([403, 200]);
    access.replace(others);
    expect([await get('reading'), await get('watching')]).toEqual([200, 401]);
  });
});

describe('a peer that may not see the status', () => {
  test('because it has only a secret for writing is no incident', async () => {
    const context = await createTestContext({ secrets: { ...secrets, cluster: [] } });
    const headers = { ...node, ...bearer('writing') };
    expect((await send(context, 'GET', '/_status', { headers })).status).toBe(403);
    expect(context.logLines).toEqual([]);
  });

  test('because it has no secret is no incident where nodes need none', async () => {
    const open = { read: [], write: [], cluster: [], operator: ['watching'] };
    const context = await createTestContext({ secrets: open });
    const response = await send(context, 'GET', '/_status', { headers: node });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('Basic'),
    ]);
    expect(context.logLines).toEqual([]);
  });

  test('is one where it is no peer, or asks for a file', async () => {
    for (const [path, headers] of [
      ['/_status', bearer('reading')],
      ['/a', { ...node, ...bearer('writing') }],
    ] as const) {
      const context = await createTestContext({ secrets: { ...secrets, cluster: [] } });
      expect((await send(context, 'GET', path, { headers })).status).toBe(403);
      expect(context.logLines).toHaveLength(1);
    }
  });
});
