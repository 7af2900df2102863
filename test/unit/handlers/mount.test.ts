import { describe, expect, test } from 'vitest';
import type { Config } from '../../../lib/context.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { send } from '../../support/node/send.ts';

const openAt = (mount: string, config: Partial<Config> = {}): Promise<TestContext> =>
  createTestContext({ config: { ...config, mount } });

describe('a node that is mounted below a path', () => {
  test('stores, serves and deletes there', async () => {
    const node = await openAt('/files');
    const stored = await send(node, 'PUT', '/files/dir/a.txt', { body: 'hello' });
    const location = stored.headers.get('location') ?? '';
    expect([stored.status, location]).toEqual([
      201,
      expect.stringMatching(/^\/files\/dir\/a_1700000000_[0-9a-f]{40}\.txt$/u),
    ]);
    expect(node.storageDisk.paths()).toContain(location.slice('/files/'.length));
    expect(await (await send(node, 'GET', location)).text()).toBe('hello');
    expect((await send(node, 'DELETE', location)).status).toBe(200);
    expect((await send(node, 'GET', location)).status).toBe(404);
  });

  test('has its own routes there', async () => {
    const node = await openAt('/files');
    expect((await send(node, 'GET', '/files/_status')).status).toBe(200);
    const options = await send(node, 'OPTIONS', '/files/_status');
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    expect((await send(node, 'POST', '/files/_status')).status).toBe(405);
  });

  test.each(['/', '/a', '/_status', '/filesystem', '/file', '/files2/a', '/FILES/a'])(
    'is not at %s',
    async (path) => {
      const node = await openAt('/files');
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
        const body = method === 'PUT' ? { body: 'hello' } : {};
        const response = await send(node, method, path, body);
        expect([method, response.status]).toEqual([method, 404]);
        expect(response.headers.get('server')).toBe('cockatiel/0.0.0');
      }
      expect(node.storageDisk.paths()).toEqual([]);
    },
  );

  test.each(['/files', '/files/'])('has its empty name at %s', async (path) => {
    const node = await openAt('/files');
    expect((await send(node, 'GET', path)).status).toBe(404);
    const response = await send(node, 'PUT', path, { body: 'hello' });
    expect([response.status, await response.text()]).toEqual([400, 'The name is empty.\n']);
  });

  test('names its public URL in Location, which has the path of the proxy before it', async () => {
    const node = await openAt('/files', { publicUrl: 'https://a.example/media' });
    const stored = await send(node, 'PUT', '/files/a', { body: 'hello' });
    expect(stored.headers.get('location')).toMatch(/^https:\/\/a\.example\/media\/a_/u);
  });
});

describe('a mount that is no path', () => {
  test.each([
    ...['', '/', 'files', '/files/', 'files/', '//files', '/a//b', '/a?b', '/a#b', '/a/../b'],
    ...['/a/%2e%2e/b', '/.', '/a\\b', '/a b', '/ü', '/a\tb', 'http://a.example/files'],
  ])('is refused before the node serves anything: %j', async (mount) => {
    const opening = openAt(mount);
    await expect(opening).rejects.toThrow(`The mount ${JSON.stringify(mount)} is not a path`);
    await expect(opening).rejects.toThrow('begin it with a slash, end it without one');
  });

  test.each(['/files', '/a/b', '/%C3%BC', '/a.b', '/~a/_b'])('is not %s', async (mount) => {
    const node = await openAt(mount);
    expect((await send(node, 'GET', `${mount}/_status`)).status).toBe(200);
  });
});
