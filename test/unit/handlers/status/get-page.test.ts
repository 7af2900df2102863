import { describe, expect, test } from 'vitest';
import type { PageFiles } from '../../../../lib/host/page.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { type Sent, send } from '../../../support/node/send.ts';

const html = '<!doctype html>';
const tag = 'a'.repeat(40);
const pageFiles: PageFiles = {
  async find(name) {
    const common = { body: new TextEncoder().encode(html), tag };
    if (name === 'index.html') return { ...common, type: 'text/html', isImmutable: false };
    if (name === 'page-1.js') return { ...common, type: 'text/javascript', isImmutable: true };
    return undefined;
  },
};
const secrets = { read: ['reading'], write: [], cluster: [], operator: ['watching'] };

async function openNode(options: Parameters<typeof createTestContext>[0] = {}) {
  const { ctx } = await createTestContext(options);
  return { ctx: { ...ctx, pageFiles } };
}

function accepts(type: string): Sent {
  return { headers: { Accept: type } };
}

describe('/_ui/', () => {
  test('is the page, with a policy that lets nothing but its own script run', async () => {
    const response = await send(await openNode({ secrets }), 'GET', '/_ui/');
    expect([response.status, await response.text()]).toEqual([200, html]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html',
      'content-length': '15',
      'cache-control': 'no-cache',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      etag: `"${tag}"`,
    });
    const head = await send(await openNode(), 'HEAD', '/_ui/');
    expect([head.status, head.body, head.headers.get('content-length')]).toEqual([200, null, '15']);
  });

  test('is confirmed where the browser has it', async () => {
    const headers = { 'If-None-Match': `"${tag}"` };
    const response = await send(await openNode(), 'GET', '/_ui/', { headers });
    expect([response.status, response.body]).toEqual([304, null]);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('has files that a browser keeps for ever, and no others', async () => {
    const node = await openNode();
    const script = await send(node, 'GET', '/_ui/page-1.js');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    for (const path of ['/_ui/none.js', '/_ui/a/page-1.js', '/_ui/index.html/x']) {
      expect((await send(node, 'GET', path)).status).toBe(404);
    }
    expect((await send(node, 'PUT', '/_ui/page-1.js', { body: 'x' })).status).toBe(400);
    expect((await send(node, 'POST', '/_ui/page-1.js')).status).toBe(405);
    expect((await send(node, 'GET', '/_ui//')).status).toBe(400);
  });

  test('is a 404 on a host that has no page', async () => {
    const response = await send(await createTestContext(), 'GET', '/_ui/');
    expect([response.status, await response.text()]).toEqual([404, 'There is no such page.\n']);
  });
});

describe('a browser is led to the page', () => {
  test.each([
    ['/', undefined, '_ui/'],
    ['/_ui', undefined, '_ui/'],
    ['/files', '/files', 'files/_ui/'],
    ['/files/', '/files', '_ui/'],
    ['/files/_ui', '/files', '_ui/'],
    ['/a/b', '/a/b', 'b/_ui/'],
  ])('from %s below %s', async (path, mount, location) => {
    const node = await openNode({ config: { mount }, secrets });
    for (const method of ['GET', 'HEAD']) {
      const response = await send(node, method, path, accepts('text/html,*/*;q=0.8'));
      expect([response.status, response.headers.get('location')]).toEqual([303, location]);
      expect(response.headers.get('cache-control')).toBe('no-store');
      const target = new URL(location, `http://node${path}`).pathname;
      expect(target).toBe(`${mount ?? ''}/_ui/`);
      expect((await send(node, method, target)).status).toBe(200);
    }
  });
});

describe('at / everything else stays as it is', () => {
  test('for who wants no HTML', async () => {
    const node = await openNode();
    for (const sent of [{}, accepts('*/*'), accepts('application/json')]) {
      const response = await send(node, 'GET', '/', sent);
      expect([response.status, await response.text()]).toEqual([404, 'There is no such file.\n']);
    }
  });

  test('for who has no secret to read', async () => {
    const node = await openNode({ secrets });
    expect((await send(node, 'GET', '/')).status).toBe(401);
    const headers = { Authorization: 'Bearer reading' };
    expect((await send(node, 'GET', '/', { headers })).status).toBe(404);
  });

  test('on a host that has no page', async () => {
    const response = await send(await createTestContext(), 'GET', '/', accepts('text/html'));
    expect(response.status).toBe(404);
  });

  test('for other methods', async () => {
    const node = await openNode();
    expect((await send(node, 'PUT', '/', { body: 'x' })).status).toBe(400);
    expect((await send(node, 'DELETE', '/')).status).toBe(404);
    const options = await send(node, 'OPTIONS', '/');
    expect(options.headers.get('allow')).toBe('GET, HEAD, PUT, DELETE, POST, OPTIONS');
  });
});
