import { describe, expect, test } from 'vitest';
import { callClient, storedName as name, stored } from '../../support/client/call-client.ts';
import { breakingBody, type Respond } from '../../support/client/fake-nodes.ts';

describe('a stream', () => {
  const stream = (): ReadableStream<Uint8Array> => new Blob(['x'.repeat(100)]).stream();
  const nodes = ['http://a', 'http://b'];

  test('is sent to another node as long as nothing of it was read', async () => {
    const respond: Respond = async ({ url, body }) => {
      if (url.startsWith('http://a')) throw new TypeError('fetch failed');
      expect(await body()).toHaveLength(100);
      return stored();
    };
    const { result } = await callClient({ nodes }, respond, (client) =>
      client.put('a.txt', stream()),
    );
    expect(result).toMatchObject({ name });
  });

  test('is not sent again once it was read; a function is called again', async () => {
    const respond: Respond = async ({ url, body }) => {
      expect(await body()).toHaveLength(100);
      return url.startsWith('http://a') ? new Response(null, { status: 500 }) : stored();
    };
    const once = await callClient({ nodes }, respond, (client) => client.put('a.txt', stream()));
    expect(once.result).toMatchObject({ code: 'failed', node: 'http://a', retryable: true });
    const again = await callClient({ nodes }, respond, (client) => client.put('a.txt', stream));
    expect(again.result).toMatchObject({ name });
  });

  test('that fails is no fault of a node', async () => {
    const respond: Respond = async ({ body }) => {
      await body();
      return stored();
    };
    const { requests, result } = await callClient({ nodes }, respond, (client) =>
      client.put('a.txt', () => breakingBody('some')),
    );
    expect(result).toMatchObject({ code: 'body', node: undefined, retryable: false });
    expect(result).toHaveProperty('cause', new TypeError('terminated'));
    expect(requests).toHaveLength(1);
  });
});

describe('an upload', () => {
  test.each([
    ['201', new Response(null, { status: 201, headers: { Location: `/${name}` } }), {}],
    ['302', new Response(null, { status: 302, headers: { Location: `/${name}` } }), {}],
    [
      'a URL',
      new Response(null, { status: 200, headers: { Location: `https://x.example/m/${name}` } }),
      { url: `https://x.example/m/${name}` },
    ],
  ])('is where the node says, by %s', async (_, response, more) => {
    const { result } = await callClient(
      {},
      () => response,
      (client) => client.put('a.txt', 'x'),
    );
    expect(result).toEqual({ name, url: `http://a/${name}`, sha1: '0'.repeat(40), ...more });
  });

  test.each(['', '/b_13_0', `/b_13_${'0'.repeat(40)}.txt`, `/a_13_${'0'.repeat(40)}.png`, '/%ff'])(
    'that was stored at "%s" is not what was sent',
    async (location) => {
      const respond: Respond = () =>
        new Response(null, { status: 201, headers: { Location: location } });
      const { requests, result } = await callClient({}, respond, (client) =>
        client.put('a.txt', 'x'),
      );
      expect(result).toMatchObject({ code: 'mismatch', retryable: false });
      expect(requests).toHaveLength(1);
    },
  );

  test('of a stream is compared with what was stored', async () => {
    const respond: Respond = async ({ body }) => {
      await body();
      return stored();
    };
    const { result } = await callClient({}, respond, (client) =>
      client.put('a.txt', new Blob(['x']).stream(), { sha1: true }),
    );
    expect(result).toMatchObject({ code: 'mismatch' });
  });

  test('prefers no redirect, and says its type', async () => {
    const { requests } = await callClient({ secret: 's' }, stored, (client) =>
      client.put('a.txt', new Blob(['x'], { type: 'image/png' }), { copies: 2, waitSeconds: 3 }),
    );
    expect(Object.fromEntries(requests[0]?.headers ?? [])).toEqual({
      authorization: 'Bearer s',
      'cockatiel-copies': '2',
      'content-type': 'image/png',
      prefer: 'no-redirect, wait=3',
    });
  });
});
