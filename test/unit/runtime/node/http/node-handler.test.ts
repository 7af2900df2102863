import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Config, Context } from '../../../../../lib/context.ts';
import { createMemoryContext } from '../../../../../runtime/memory-context.ts';
import { createNodeHandler, type NodeHandlerOptions } from '../../../../../runtime/node.ts';
import { chunkedPut, http } from '../../../../support/http/hostile-row.ts';
import { openRawConnection } from '../../../../support/http/raw-request.ts';
import { collectLog, type LogLine } from '../../../../support/node/collect-log.ts';
import { peerHeaders } from '../../../../support/node/send.ts';

const large = Buffer.alloc(5_000_000, 'what is in a large file, ');

type Before = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A server of somebody's own, which may do something with each request before the node does. */
async function start(
  before: Before = () => undefined,
  options?: NodeHandlerOptions,
  config: Partial<Config> = {},
) {
  const logLines: LogLine[] = [];
  const ctx = await createMemoryContext({ log: collectLog(logLines), config });
  const handler = createNodeHandler(ctx, options);
  const server = createServer(async (request, response) => {
    await before(request, response);
    await handler(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const send = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(new URL(path, `http://127.0.0.1:${port}`), init);
  return { ctx, logLines, port, send };
}

function filesOf({ inventory }: Context): number {
  return inventory.stored.size;
}

test('a node behind a server of yours stores, serves and deletes a large file', async () => {
  const { send, logLines } = await start();
  const stored = await send('/dir/a.bin', { method: 'PUT', body: large });
  expect(stored.status).toBe(201);
  const path = stored.headers.get('location') ?? '';
  const whole = await send(path);
  expect(Buffer.from(await whole.arrayBuffer()).equals(large)).toBe(true);
  expect(whole.headers.get('content-length')).toBe(String(large.length));
  const part = await send(path, { headers: { Range: 'bytes=1-3' } });
  expect([part.status, await part.text()]).toEqual([206, 'hat']);
  const head = await send(path, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(large.length)]);
  expect((await send(path, { method: 'DELETE' })).status).toBe(200);
  expect((await send(path)).status).toBe(404);
  expect(logLines).toEqual([]);
});

test.each([
  ['two Hosts', 'GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
  ['OPTIONS *', http('OPTIONS *'), 204],
  ['no length', http('PUT /a'), 411],
])('it sees of a request what no Fetch request has: %s', async (_, bytes, expected) => {
  const { port } = await start();
  const connection = await openRawConnection(port);
  await connection.send(bytes);
  const { status, headers } = await connection.nextResponse();
  expect([status, headers.get('server')]).toEqual([expected, expect.stringMatching(/^cockatiel/u)]);
  connection.close();
});

test.each([
  ['in its body', http('PUT /a', ['Content-Length: 2000000'], 'x'.repeat(1_000_000))],
  ['before its body', http('PUT /a', ['Content-Length: 9'])],
  ['between chunks', chunkedPut('/a', '5\r\nhello\r\n')],
])('an upload that breaks off %s leaves nothing, and harms no other', async (_, bytes) => {
  const { ctx, port, send, logLines } = await start();
  for (const end of ['reset', 'close'] as const) {
    const connection = await openRawConnection(port);
    await connection.send(bytes);
    connection[end]();
  }
  expect((await send('/b', { method: 'PUT', body: large })).status).toBe(201);
  expect(filesOf(ctx)).toBe(1);
  expect(logLines).toEqual([]);
});

test('a client that leaves in a download harms no other', async () => {
  const { port, send, logLines } = await start();
  const stored = await send('/a', { method: 'PUT', body: large });
  const path = stored.headers.get('location') ?? '';
  const connection = await openRawConnection(port);
  await connection.send(http(`GET ${path}`));
  await connection.receivedSome();
  connection.reset();
  expect((await (await send(path)).arrayBuffer()).byteLength).toBe(large.length);
  expect(logLines).toEqual([]);
});

test('a refused request that is sent behind another one cuts off no response', async () => {
  const { port, send } = await start();
  const stored = await send('/a', { method: 'PUT', body: large });
  const connection = await openRawConnection(port);
  const refused = 'GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n';
  await connection.send(`${http(`GET ${stored.headers.get('location')}`)}${refused}`);
  const first = await connection.nextResponse();
  expect([first.status, first.body.length]).toEqual([200, large.length]);
  expect((await connection.nextResponse()).status).toBe(400);
  expect(await connection.rest()).toHaveLength(0);
});

test('a body that nobody reads does not cost the client the response', async () => {
  const { send } = await start();
  for (let count = 0; count < 5; count += 1) {
    expect((await send('/a', { method: 'PATCH', body: large })).status).toBe(405);
  }
});

test('an upload whose body something else has read is a 500 that is logged', async () => {
  const { ctx, send, logLines } = await start(async (request) => {
    for await (const _ of request);
  });
  const response = await send('/a', { method: 'PUT', body: 'content' });
  expect([response.status, await response.text()]).toEqual([500, 'Internal server error.\n']);
  expect(logLines[0]?.fields?.['error']).toMatchObject({
    message: 'the body was read before the node saw it',
  });
  expect(filesOf(ctx)).toBe(0);
  expect((await send('/_status')).status).toBe(200);
});

/** What Express does for `app.use('/files', …)`. */
const takeOffPrefix: Before = (request) => {
  const { url = '' } = request;
  Object.assign(request, { originalUrl: url, url: url.slice('/files'.length) });
};

describe.each([{ mount: '/files' }, { publicUrl: '/files' }])(
  'with %j, below app.use',
  (config) => {
    test('a file is at its Location', async () => {
      const originals: unknown[] = [];
      const { ctx, send } = await start(
        (request, response) => {
          takeOffPrefix(request, response);
          response.once('finish', () => originals.push(Reflect.get(request, 'originalUrl')));
        },
        undefined,
        config,
      );
      const stored = await send('/files/a', { method: 'PUT', body: 'content' });
      const path = stored.headers.get('location') ?? '';
      expect([stored.status, path]).toEqual([201, expect.stringMatching(/^\/files\/a_/u)]);
      expect(await (await send(path)).text()).toBe('content');
      expect(filesOf(ctx)).toBe(1);
      expect(originals).toEqual(['/files/a', path]);
    });

    test('an upload whose body something else has read is a 500', async () => {
      const { ctx, send } = await start(
        async (request, response) => {
          takeOffPrefix(request, response);
          for await (const _ of request);
        },
        undefined,
        config,
      );
      expect((await send('/files/a', { method: 'PUT', body: 'content' })).status).toBe(500);
      expect(filesOf(ctx)).toBe(0);
    });
  },
);

test.each([
  [[], '127.0.0.1'],
  [['127.0.0.0/8'], '192.0.2.7'],
])('with %j as its proxies, clients are where they say', async (trustedProxies, address) => {
  const { send } = await start(undefined, { trustedProxies });
  const sender = { ...peerHeaders, 'X-Cockatiel-Node': '00000000000000cc' };
  const headers = { ...sender, 'X-Forwarded-For': '192.0.2.7' };
  await send(`/a_1_${'0'.repeat(40)}`, { method: 'DELETE', headers });
  const { node } = (await (await send('/_status')).json()) as { node: { unlistedPeers: unknown } };
  expect(node.unlistedPeers).toMatchObject([{ address }]);
});
