import { expect, test } from 'vitest';
import type { Context } from '../../../../lib/context.ts';
import { createFetchApplication } from '../../../../runtime/fetch/fetch-application.ts';
import { createMemoryContext } from '../../../../runtime/memory-context.ts';
import { createClientFinder } from '../../../../runtime/node/http/find-client.ts';
import { createTraffic } from '../../../../runtime/node/metrics/traffic.ts';
import { peerHeaders } from '../../../support/node/send.ts';

const url = 'http://node/a.txt';
const put = (body: string): Request =>
  new Request(url, { method: 'PUT', body, headers: { 'Content-Length': String(body.length) } });

/** A context whose stored files can't be read. */
async function openBrokenContext(): Promise<Context> {
  const ctx = await createMemoryContext({ log: { error() {}, warn() {}, debug() {} } });
  const broken = (): ReadableStream<Uint8Array<ArrayBuffer>> =>
    new ReadableStream({ pull: (controller) => controller.error(new Error('the disk is gone')) });
  const storage: Context['storage'] = {
    ...ctx.storage,
    open: async (name) => {
      const file = await ctx.storage.open(name);
      return file && { ...file, readAll: async () => broken(), readRange: broken };
    },
  };
  return { ...ctx, storage };
}

test('a small file is stored, and sent with its length', async () => {
  const { respond } = createFetchApplication(await createMemoryContext());
  const stored = await respond(put('content'));
  expect(stored.status).toBe(201);
  const file = new URL(stored.headers.get('location') ?? '', url);
  const response = await respond(new Request(file));
  expect(response.headers.get('content-length')).toBe('7');
  expect(await response.text()).toBe('content');
});

test('a request without a length has no body, whatever the server makes of it', async () => {
  const { respond } = createFetchApplication(await createMemoryContext());
  const response = await respond(new Request(url, { method: 'PUT', body: '' }));
  expect(response.status).toBe(411);
});

test.each(['GET', 'PUT'])('a %s with a Host that makes its URL none is a 400', async (method) => {
  const { respond } = createFetchApplication(await createMemoryContext(), {
    traffic: createTraffic(),
  });
  const request = new Request(url, { method, headers: { Host: 'a b' } });
  Object.defineProperty(request, 'url', { value: 'http://a b/a.txt' });
  Object.defineProperty(request, 'body', { value: method === 'PUT' ? new Blob().stream() : null });
  const response = await respond(request);
  expect([response.status, response.headers.get('server')]).toEqual([
    400,
    expect.stringMatching(/^cockatiel/u),
  ]);
});

test('a file that can not be read is an error of the node, and none of the server', async () => {
  const { respond } = createFetchApplication(await openBrokenContext());
  const stored = await respond(put('content'));
  const file = new URL(stored.headers.get('location') ?? '', url);
  const response = await respond(new Request(file, { headers: { Range: 'bytes=0-3' } }));
  expect(response.status).toBe(500);
  expect(response.headers.get('server')).toMatch(/^cockatiel\//u);
});

test('it is finished when the last handler is, and refuses what comes after it was stopped', async () => {
  const application = createFetchApplication(await createMemoryContext());
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const init = { method: 'PUT', body: readable, duplex: 'half' };
  const headers = { 'Content-Length': '1' };
  let isFinished = false;
  const upload = application.respond(new Request(url, { ...init, headers } as RequestInit));
  application.stop();
  const finished = application.finished().then(() => {
    isFinished = true;
  });
  const refused = await application.respond(new Request(url));
  expect([refused.status, refused.headers.get('connection')]).toEqual([503, 'close']);
  expect(isFinished).toBe(false);
  const writer = writable.getWriter();
  await writer.write(new Uint8Array(1));
  await writer.close();
  expect((await upload).status).toBe(201);
  await finished;
});

test.each([
  [[], '10.0.0.1'],
  [['10.0.0.0/8'], '192.0.2.7'],
])('with %j as its proxies, clients are where they say', async (proxies, address) => {
  const findClient = createClientFinder(proxies);
  const { respond } = createFetchApplication(await createMemoryContext(), { findClient });
  const sender = { ...peerHeaders, 'X-Cockatiel-Node': '00000000000000cc' };
  const headers = { ...sender, 'X-Forwarded-For': '203.0.113.9, 192.0.2.7' };
  const remove = new Request(`http://node/a_1_${'0'.repeat(40)}`, { method: 'DELETE', headers });
  await respond(remove, '10.0.0.1');
  const response = await respond(new Request('http://node/_status'));
  const { node } = (await response.json()) as { node: { unlistedPeers: unknown } };
  expect(node.unlistedPeers).toMatchObject([{ address }]);
});
