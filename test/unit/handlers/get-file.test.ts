import { describe, expect, test } from 'vitest';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const content = 'hello world';
const sha1 = sha1Of(content);
const date = 'Tue, 14 Nov 2023 22:13:20 GMT';

/** A node that holds the content under a name with this extension. */
async function nodeWith(extension = '.txt'): Promise<TestContext & { path: string }> {
  const node = await createTestContext();
  const name = `dir/a_1700000000_${sha1}${extension}`;
  node.storageDisk.write(name, content);
  return { ...node, path: `/${name}` };
}

const fileHeaders = {
  'accept-ranges': 'bytes',
  'cache-control': 'max-age=31536000',
  'content-type': 'text/plain',
  'cross-origin-resource-policy': 'cross-origin',
  etag: `"${sha1}"`,
  'last-modified': date,
  server: 'cockatiel/0.0.0',
  'x-cockatiel-node': '0123456789abcdef',
  'x-content-sha1': sha1,
  'x-content-type-options': 'nosniff',
};

describe('a stored file', () => {
  test('is served whole, with all its headers', async () => {
    const node = await nodeWith();
    const response = await send(node, 'GET', node.path);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      ...fileHeaders,
      'x-cockatiel-instance': node.ctx.config.instance,
      'content-length': '11',
    });
    expect(await response.text()).toBe(content);
  });

  test.each([[{}], [{ Range: 'garbage' }], [{ 'If-None-Match': '*' }], [{ 'If-Match': '"x"' }]])(
    'is described by HEAD as by GET, without a body, for %j',
    async (headers) => {
      const node = await nodeWith();
      const get = await send(node, 'GET', node.path, { headers });
      const head = await send(node, 'HEAD', node.path, { headers });
      expect(head.status).toBe(get.status);
      expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
      expect(head.body).toBeNull();
      await get.body?.cancel();
      expect(node.storageDisk.openFileCount).toBe(0);
    },
  );

  test.each([
    ['.txt', 'text/plain'],
    ['.png', 'image/png'],
    ['.webm', 'video/webm'],
    ['.pdf', 'application/pdf'],
  ])('with the extension "%s" is %s', async (extension, type) => {
    const node = await nodeWith(extension);
    const { headers } = await send(node, 'GET', node.path);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('content-security-policy')).toBeNull();
  });

  test.each([
    ['.html', 'text/html'],
    ['.xhtml', 'application/xhtml+xml'],
    ['.svg', 'image/svg+xml'],
    ['.xml', 'application/xml'],
    ['.js', 'text/javascript'],
    ['.wasm', 'application/wasm'],
    ['.nosuch', 'application/octet-stream'],
    ['', 'application/octet-stream'],
  ])('with the extension "%s" runs no script', async (extension, type) => {
    const node = await nodeWith(extension);
    const responses = [
      [{}, 200, 200],
      [{ Range: 'bytes=0-1' }, 206, 200],
      [{ 'If-None-Match': '*' }, 304, 304],
    ] as const;
    for (const [headers, ofGet, ofHead] of responses) {
      for (const [method, status] of [['GET', ofGet] as const, ['HEAD', ofHead] as const]) {
        const response = await send(node, method, node.path, { headers });
        expect(response.status).toBe(status);
        expect(response.headers.get('content-type')).toBe(type);
        expect(response.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
        expect(response.headers.get('x-content-type-options')).toBe('nosniff');
        await response.body?.cancel();
      }
    }
  });

  test('is the same with a query, and under another spelling of its path', async () => {
    const node = await nodeWith();
    expect(await (await send(node, 'GET', `${node.path}?v=2&v=3`)).text()).toBe(content);
    expect(await (await send(node, 'GET', node.path.replace('a_', '%61_'))).text()).toBe(content);
  });

  test('may be empty', async () => {
    const node = await createTestContext();
    node.storageDisk.write(`a_1_${sha1Of('')}`, '');
    const response = await send(node, 'GET', `/a_1_${sha1Of('')}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('0');
    expect(await response.text()).toBe('');
  });

  test('of many chunks is served as it was stored', async () => {
    const node = await createTestContext();
    const large = Uint8Array.from({ length: 1_000_000 }, (_, index) => index % 251);
    const name = `a_1_${sha1Of(large)}`;
    node.storageDisk.write(name, large);
    const response = await send(node, 'GET', `/${name}`);
    expect(response.headers.get('content-length')).toBe('1000000');
    expect(sha1Of(await response.bytes())).toBe(sha1Of(large));
    expect(node.storageDisk.openFileCount).toBe(0);
  });
});

describe('anything but a stored file is a 404', () => {
  test.each([
    ['/'],
    ['/a.txt'],
    ['/_'],
    [`/_a_1_${sha1}`],
    [`/.cockatiel/a_1_${sha1}`],
    ['/.cockatiel/staging'],
    [`/other_1700000000_${sha1}.txt`],
    [`/dir/a_1700000000_${sha1}`],
    [`/dir/a_1700000000_${sha1.toUpperCase()}.txt`],
    [`/Dir/a_1700000000_${sha1}.txt`],
    ['/dir'],
    [`/dir/a_1700000000_${sha1}.txt/b_1_${sha1}`],
  ])('%s', async (path) => {
    const node = await nodeWith();
    node.storageDisk.write('a.txt', content);
    node.storageDisk.write(`_a_1_${sha1}`, content);
    node.storageDisk.write(`.cockatiel/a_1_${sha1}`, content);
    for (const method of ['GET', 'HEAD']) {
      const response = await send(node, method, path);
      expect(response.status).toBe(404);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });

  test.each([['link'], ['other']] as const)('a %s on the disk', async (kind) => {
    const node = await createTestContext();
    node.storageDisk.plant(`a_1_${sha1}`, kind);
    expect((await send(node, 'GET', `/a_1_${sha1}`)).status).toBe(404);
  });

  test('a directory under a stored name', async () => {
    const node = await createTestContext();
    node.storageDisk.write(`a_1_${sha1}/b`, content);
    expect((await send(node, 'GET', `/a_1_${sha1}`)).status).toBe(404);
  });

  test('a file with a tombstone, even if its removal failed', async () => {
    const node = await nodeWith();
    node.storageDisk.intercept = ({ operation }) => {
      if (operation === 'remove') throw Object.assign(new Error('fault'), { code: 'EIO' });
    };
    expect((await send(node, 'DELETE', node.path)).status).toBe(500);
    expect(node.storageDisk.paths()).toContain(node.path.slice(1));
    expect((await send(node, 'GET', node.path)).status).toBe(404);
  });
});
