import { describe, expect, test } from 'vitest';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { postForm } from '../../../support/node/form.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const h = sha1Of('one');
const Accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
const config = {
  publicUrl: 'https://files.example.com',
  corsOrigins: ['https://www.example.com'],
};

async function post(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const node = await createTestContext({ config, clock: { ms: 1_000_000 } });
  const response = await postForm(node, path, [['a&b.txt', 'one']], {
    headers: { Accept, ...headers },
  });
  if (response.status >= 400) expect(node.storageDisk.paths()).toEqual([]);
  return response;
}

describe('a form of a browser', () => {
  test('gets a page that links to the files, and runs nothing', async () => {
    const response = await post('/');
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await response.text();
    const name = `a&amp;b_1000_${h}.txt`;
    expect(text).toContain(`<a href="https://files.example.com/${name}">${name}</a> (3 bytes)`);
  });

  test.each([
    ['/thanks', '/thanks?file='],
    ['thanks?x=1#end', '/thanks?x=1&file='],
    ['http://node/thanks', 'http://node/thanks?file='],
    ['https://files.example.com/', 'https://files.example.com/?file='],
    ['https://www.example.com/', 'https://www.example.com/?file='],
  ])('is led to %s', async (target, location) => {
    const response = await post(`/?return=${encodeURIComponent(target)}`);
    expect(response.status).toBe(303);
    const [, end = ''] = target.split('#');
    const name = encodeURIComponent(`a&b_1000_${h}.txt`);
    expect(response.headers.get('location')).toBe(`${location}${name}${end && `#${end}`}`);
  });

  test('is led there without the names where they are too long together', async () => {
    const response = await post(`/?return=${encodeURIComponent(`/${'x'.repeat(3990)}`)}`);
    expect(response.headers.get('location')).toBe(`/${'x'.repeat(3990)}`);
  });

  test.each([
    ['https://evil.example/'],
    ['//evil.example/'],
    ['/..//evil.example/'],
    ['\\\\evil.example'],
    ['javascript:alert(1)'],
    ['http://'],
  ])('is not led to %s', async (target) => {
    expect((await post(`/?return=${encodeURIComponent(target)}`)).status).toBe(400);
  });
});

describe('a page', () => {
  test.each([
    ['http://node', {}],
    ['https://files.example.com', {}],
    ['https://www.example.com', {}],
    ['https://behind.a.proxy', { 'Sec-Fetch-Site': 'same-origin' }],
  ])('of %s may post', async (Origin, headers) => {
    expect((await post('/', { Origin, ...headers })).status).toBe(201);
  });

  test.each([['https://evil.example'], ['null'], ['http://node:81']])(
    'of %s may not',
    async (Origin) => {
      expect((await post('/', { Origin, 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    },
  );

  test('of the node itself may, also where it knows no URL of its own', async () => {
    const node = await createTestContext();
    for (const [Origin, status] of [
      ['http://node', 201],
      ['https://evil.example', 403],
    ] as const) {
      expect((await postForm(node, '/', [['a', 'one']], { headers: { Origin } })).status).toBe(
        status,
      );
    }
  });

  test('of any site may where the operator lets all in', async () => {
    const node = await createTestContext({ config: { corsOrigins: ['*'] } });
    const headers = { Origin: 'https://evil.example' };
    expect((await postForm(node, '/', [['a', 'one']], { headers })).status).toBe(201);
  });
});
