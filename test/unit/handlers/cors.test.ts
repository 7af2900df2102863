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
      'access-control-allow-methods': 'GET, HEAD, PUT, DELETE',
      'access-control-max-age': '7200',
    });
    for (const name of ['Authorization', 'Content-Type', 'Range', 'X-Content-SHA1']) {
      expect(asked.headers.get('access-control-allow-headers')).toContain(name);
    }
    const stored = await send(node, 'PUT', '/a.txt', { body: 'x', headers: { Origin: own } });
    expect(stored.status).toBe(201);
    expect(stored.headers.get('access-control-allow-origin')).toBe(own);
    expect(stored.headers.get('access-control-expose-headers')).toContain('Location');
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
