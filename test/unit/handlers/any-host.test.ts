/*
 * What `handle` does for every host: what the HTTP server in front of it would have to do
 * otherwise.
 */
import { describe, expect, test } from 'vitest';
import { handle } from '../../../handlers/router.ts';
import { bodyStream } from '../../support/http/body-stream.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { createGate } from '../../support/node/gate.ts';
import { createManualTimers } from '../../support/node/manual-timers.ts';
import { createRequest, type Sent, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

describe('a request is refused by its head', () => {
  const config = { publicUrl: 'https://files.example.com' };
  test.each<[what: string, status: number, text: string, headers: Record<string, string>]>([
    ['for another host', 421, 'This node does not serve this host', { Host: 'evil.example' }],
    ['with two hosts', 400, 'The Host header is not valid.', { Host: 'a.example, b.example' }],
    ['that expects too much', 417, 'The only supported expectation', { Expect: 'a' }],
  ])('%s: %d', async (_what, status, text, headers) => {
    const node = await createTestContext({ config });
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'FROB']) {
      const sent: Sent = { headers, ...(method === 'PUT' && { body: 'hello' }) };
      const response = await send(node, method, '/a', sent);
      expect([method, response.status]).toEqual([method, status]);
      expect(response.headers.get('server')).toBe('cockatiel/0.0.0');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(await response.text()).toContain(text);
    }
    expect((await send(node, 'HEAD', '/a', { headers })).body).toBeNull();
    expect(node.logLines).toEqual([]);
  });

  test('without a Host header by that in its URL', async () => {
    const { ctx } = await createTestContext({ config });
    const get = async (url: string): Promise<number> =>
      (await handle(new Request(url), ctx)).status;
    expect(await get('https://files.example.com/a')).toBe(404);
    expect(await get('https://evil.example/a')).toBe(421);
  });

  test('unless it expects 100 Continue', async () => {
    const sent = { headers: { Expect: '100-Continue' }, body: 'hello' };
    expect((await send(await createTestContext(), 'PUT', '/a', sent)).status).toBe(201);
  });

  test.each(['http://node/a/../b', 'http://node/a\\b', 'http://node/a/%2E%2e/b'])(
    'for %s, where the host has left that in the URL',
    async (url) => {
      const { ctx } = await createTestContext();
      const request = new Request('http://node/');
      Object.defineProperty(request, 'url', { value: url });
      expect((await handle(request, ctx)).status).toBe(400);
    },
  );
});

describe('a body', () => {
  test('that breaks off is a 400, and no error of the node', async () => {
    const node = await createTestContext();
    const body = bodyStream('hello', () => {
      throw new TypeError('terminated');
    });
    expect((await send(node, 'PUT', '/a', { body })).status).toBe(400);
    expect(node.logLines).toEqual([]);
    expect(node.storageDisk.paths()).toEqual([]);
  });

  test('that stalls is a 408, and leaves nothing behind', async () => {
    const clock = { ms: 1_700_000_000_000 };
    const timers = createManualTimers(clock);
    const node = await createTestContext({ timers, clock });
    const gate = createGate();
    const response = send(node, 'PUT', '/a', { body: bodyStream('hello', () => gate.opened) });
    await timers.pass(60_000);
    expect((await response).status).toBe(408);
    gate.open();
    await timers.pass(0);
    expect(node.storageDisk.paths()).toEqual([]);
  });
});

describe('beyond the limit of concurrent requests', () => {
  test('a request is a 503, the status is not, and the place is free afterwards', async () => {
    const node = await createTestContext({ requestLimits: { maxRequests: 1 } });
    const gate = createGate();
    node.storageDisk.intercept = ({ operation }) =>
      operation === 'open' ? gate.opened : undefined;
    const path = `/a_1_${sha1Of('a')}`;
    const held = send(node, 'GET', path);
    const refused = await send(node, 'GET', '/a');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await handle(createRequest('GET', '/_status'), node.ctx)).status).toBe(200);
    gate.open();
    expect((await held).status).toBe(404);
    expect((await send(node, 'GET', path)).status).toBe(404);
  });
});
