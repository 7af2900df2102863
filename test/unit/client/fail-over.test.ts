import { describe, expect, test } from 'vitest';
import { CockatielError, createClient } from '../../../client/client.ts';
import { callClient, storedName as name, stored } from '../../support/client/call-client.ts';
import { type Respond, silence } from '../../support/client/fake-nodes.ts';

const failing: Respond = ({ url }) => {
  if (url.startsWith('http://a')) throw new TypeError('fetch failed');
  if (url.startsWith('http://b')) return new Response('wait', { status: 503 });
  return stored();
};

describe('a call', () => {
  test('goes from node to node at once, and begins with the last that did it', async () => {
    const nodes = ['http://a', 'http://b/', 'http://c/media'];
    const { requests, result } = await callClient({ nodes }, failing, async (client) => {
      await client.put('a.txt', 'x');
      return await client.put('a.txt', 'x');
    });
    expect(result).toMatchObject({ name, url: `http://c/media/${name}` });
    expect(requests.map(({ url, atMs }) => [url, atMs])).toEqual([
      ['http://a/a.txt', 0],
      ['http://b/a.txt', 0],
      ['http://c/media/a.txt', 0],
      ['http://c/media/a.txt', 0],
    ]);
  });

  test.each([
    [['http://a'], 5, [0, 500, 1500, 3500, 7500]],
    [['http://a', 'http://b'], 5, [0, 0, 500, 500, 1500]],
    [['http://a', 'http://b', 'http://a'], 6, [0, 0, 0, 500, 500, 500]],
  ])('of %j is tried %d times, with longer and longer pauses', async (nodes, count, times) => {
    const { requests, result } = await callClient({ nodes }, failing, (client) => client.get(name));
    expect(requests.map(({ atMs }) => atMs)).toEqual(times);
    expect(requests).toHaveLength(count);
    expect(result).toBeInstanceOf(CockatielError);
  });

  test('waits as long as a node asks for, but not for ever', async () => {
    const waits = ['7', '86400', 'Wed, 21 Oct 2015 07:28:00 GMT'];
    const respond: Respond = () =>
      new Response('busy', { status: 503, headers: { 'Retry-After': waits.shift() ?? '' } });
    const { requests, result } = await callClient({ attempts: 4 }, respond, (client) =>
      client.get(name),
    );
    expect(requests.map(({ atMs }) => atMs)).toEqual([0, 7000, 37_000, 39_000]);
    expect(result).toMatchObject({ code: 'busy', status: 503, retryAfterMs: undefined });
  });

  test.each([
    [400, 'refused', 1],
    [401, 'unauthorized', 1],
    [403, 'unauthorized', 1],
    [404, 'not-found', 1],
    [408, 'timeout', 2],
    [409, 'conflict', 1],
    [410, 'deleted', 1],
    [412, 'conflict', 1],
    [413, 'too-large', 1],
    [415, 'refused', 1],
    [429, 'busy', 2],
    [500, 'failed', 2],
    [502, 'failed', 2],
    [503, 'busy', 2],
    [507, 'no-space', 2],
  ])('that gets a %d rejects with %s, after %d requests', async (status, code, count) => {
    const headers = { 'Content-Type': 'text/plain; charset=utf-8' };
    const respond: Respond = () => new Response('The reason.\n', { status, headers });
    const { requests, result } = await callClient({ attempts: 2 }, respond, (client) =>
      client.get(name),
    );
    expect(result).toBeInstanceOf(CockatielError);
    expect(result).toMatchObject({ code, status, node: 'http://a', retryable: count === 2 });
    expect(result).toHaveProperty('message', `http://a: it responded ${status}: The reason.`);
    expect(requests).toHaveLength(count);
  });

  test('says nothing of the page of a proxy', async () => {
    const headers = { 'Content-Type': 'text/html' };
    const respond: Respond = () => new Response('<h1>Bad</h1>', { status: 400, headers });
    const { result } = await callClient({}, respond, (client) => client.get(name));
    expect(result).toHaveProperty('message', 'http://a: it responded 400');
  });

  test('rejects with what each of the nodes said, without their secrets', async () => {
    const nodes = ['http://me:secret@a', 'http://b'];
    const { requests, result } = await callClient({ nodes }, failing, (client) => client.get(name));
    expect(requests[0]?.headers.get('authorization')).toBe(`Basic ${btoa('me:secret')}`);
    expect(requests[1]?.headers.get('authorization')).toBeNull();
    expect(result).toHaveProperty(
      'message',
      'http://a: fetch failed; http://b: it responded 503: wait',
    );
  });

  test('asks all nodes for a file before it says that there is none', async () => {
    const respond: Respond = ({ url }) =>
      url.startsWith('http://b') ? new Response('here') : new Response(null, { status: 404 });
    const nodes = ['http://a', 'http://b', 'http://c'];
    const found = await callClient({ nodes }, respond, async (client) =>
      (await client.get(name)).text(),
    );
    expect(found.result).toBe('here');
    const { requests, result } = await callClient(
      { nodes: ['http://a', 'http://c'] },
      respond,
      (client) => client.head(name),
    );
    expect(result).toMatchObject({ code: 'not-found' });
    expect(requests.map(({ atMs }) => atMs)).toEqual([0, 0]);
  });

  test('leaves a node in which nothing moves', async () => {
    const respond: Respond = ({ url }) => (url.startsWith('http://a') ? silence() : stored());
    const options = { nodes: ['http://a', 'http://b'], timeoutMs: 3000 };
    const { requests, result } = await callClient(options, respond, (client) =>
      client.put('a.txt', 'x'),
    );
    expect(result).toMatchObject({ name });
    expect(requests.map(({ atMs }) => atMs)).toEqual([0, 3000]);
    const alone = await callClient({ attempts: 1 }, silence, (client) => client.get(name));
    expect(alone.result).toMatchObject({ code: 'timeout', retryable: true });
  });

  test('ends while it waits for its next attempt, when its caller aborts it', async () => {
    const abort = new AbortController();
    const respond: Respond = () => {
      setTimeout(() => abort.abort(new Error('enough')), 200);
      return new Response(null, { status: 503 });
    };
    const { requests, result } = await callClient({}, respond, (client) =>
      client.get(name, { signal: abort.signal }),
    );
    expect(requests).toHaveLength(1);
    expect(result).toMatchObject({ code: 'aborted', retryable: false, cause: new Error('enough') });
  });
});

test.each([[[]], ['ftp://a'], ['a']])('the URL %j is refused at once', (nodes) => {
  expect(() => createClient({ nodes })).toThrow(TypeError);
});
