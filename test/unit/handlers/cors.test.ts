import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { send } from '../../support/node/send.ts';

const own = 'https://www.example.com';
const preflight = { Origin: own, 'Access-Control-Request-Method': 'PUT' };

const open = (...corsOrigins: string[]) => createTestContext({ config: { corsOrigins } });

function corsHeaders({ headers }: Response): Record<string, string> {
  const names = [...headers].filter(([name]) => name.startsWith('access-control-'));
  return Object.fromEntries(names);
}

describe('pages of other sites', () => {
  it('get no CORS headers unless an origin is configured', async () => {
    const response = await send(await open(), 'OPTIONS', '/a.txt', { headers: preflight });
    expect(corsHeaders(response)).toEqual({});
    expect(response.headers.has('vary')).toBe(false);
  });

  it('of a configured origin may upload and read the response', async () => {
    const node = await open('https://other.example', own);
    const asked = await send(node, 'OPTIONS', '/a.txt', { headers: preflight });
    expect(asked.status).toBe(204);
    expect(corsHeaders(asked)).toMatchObject({
      'access-control-allow-origin': own,
      'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE, PUT',
      'access-control-max-age': '7200',
    });
    for (const name of ['Authorization', 'Content-Type', 'Range', 'Prefer', 'Cockatiel-Copies']) {
      expect(asked.headers.get('access-control-allow-headers')).toContain(name);
    }
    const stored = await send(node, 'PUT', '/a.txt', { body: 'x', headers: { Origin: own } });
    expect(stored.status).toBe(201);
    expect(stored.headers.get('access-control-allow-origin')).toBe(own);
    const exposed = ['Location', 'Cockatiel-Copies', 'Preference-Applied', 'X-Cockatiel-Reason'];
    for (const name of exposed) {
      expect(stored.headers.get('access-control-expose-headers')).toContain(name);
    }
    expect(corsHeaders(stored)).not.toHaveProperty('access-control-allow-credentials');
  });

  it('may read why they are rejected', async () => {
    const response = await send(await open(own), 'GET', '/absent', { headers: { Origin: own } });
    expect(response.status).toBe(404);
    expect(response.headers.get('access-control-allow-origin')).toBe(own);
  });

  it.each(['https://www.example.com.evil.example', 'http://www.example.com', 'null'])(
    'of %s may not',
    async (origin) => {
      const response = await send(await open(own), 'OPTIONS', '/a', {
        headers: { ...preflight, Origin: origin },
      });
      expect(corsHeaders(response)).toEqual({});
      expect(response.headers.get('vary')).toBe('Origin');
    },
  );

  it('of any origin may, where all are configured', async () => {
    const response = await send(await open('*'), 'GET', '/absent', { headers: { Origin: own } });
    expect(response.headers.get('access-control-allow-origin')).toBe(own);
  });

  it('are named in Vary also for a request without Origin', async () => {
    const response = await send(await open(own), 'GET', '/absent');
    expect(response.headers.get('vary')).toBe('Origin');
    expect(corsHeaders(response)).toEqual({});
  });
});

describe('a preflight of a configured origin', () => {
  const always =
    'Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Range, ' +
    'If-Unmodified-Since, Range, X-Content-SHA1, Prefer, Cockatiel-Copies';

  async function allowed(asked: string, origin = own): Promise<string | null> {
    const headers = { ...preflight, Origin: origin, 'Access-Control-Request-Headers': asked };
    const response = await send(await open(own), 'OPTIONS', '/a.txt', { headers });
    expect(response.status).toBe(204);
    return response.headers.get('access-control-allow-headers');
  }

  it.each([
    ['cache-control,x-requested-with', ', cache-control, x-requested-with'],
    ['traceparent, baggage', ', traceparent, baggage'],
    ['X-Custom', ', x-custom'],
    ["a!#$%&'*+-.^_`|~9", ", a!#$%&'*+-.^_`|~9"],
    ['x-a,X-A ,x-b,x-a', ', x-a, x-b'],
    ['content-type,range,x-a', ', x-a'],
    [' , x-a,,', ', x-a'],
    ['', ''],
    [',', ''],
    ['x-cockatiel-node,x-a', ', x-a'],
    ['x-cockatiel-offer', ''],
    ['User-Agent,x-a', ', x-a'],
    ['*', ''],
    ['x-a b', ''],
    ['x-a,x(b)', ''],
    ['x-a,x:b', ''],
    ['x-a,é', ''],
    ['"x-a"', ''],
  ])('that asks for %j gets those that are always allowed and %j', async (asked, more) => {
    expect(await allowed(asked)).toBe(always + more);
  });

  it('gets 64 names and 2,048 characters at most', async () => {
    const names = Array.from({ length: 64 }, (_, index) => `x-${index}`);
    expect(await allowed(names.join())).toBe([always, ...names].join(', '));
    expect(await allowed(['x-64', ...names].join())).toBe(always);
    const long = 'x'.repeat(2048);
    expect(await allowed(long)).toBe(`${always}, ${long}`);
    expect(await allowed(`${long}x`)).toBe(always);
  });

  it('says in Vary what its response depends on', async () => {
    const response = await send(await open(own), 'OPTIONS', '/a.txt', { headers: preflight });
    expect(response.headers.get('vary')).toBe('Origin, Access-Control-Request-Headers');
    const stored = await send(await open(own), 'PUT', '/a', { body: 'x', headers: preflight });
    expect(stored.headers.get('vary')).toBe('Origin');
  });

  it('of another origin gets nothing', async () => {
    expect(await allowed('x-a', 'https://other.example')).toBeNull();
  });
});
