import { describe, expect, test } from 'vitest';
import { createClient } from '../../../client/client.ts';
import {
  breakingBody,
  createFakeNodes,
  type FakeNodes,
  type Respond,
  useVirtualTime,
  whileTimePasses,
} from '../../support/client/fake-nodes.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const content = '0123456789';
const name = `digits_13_${sha1Of(content)}.txt`;
const nodes = ['http://a', 'http://b'];

function partOf(request: { readonly headers: Headers }, text = content): Response {
  const [, start = '0'] = /^bytes=(\d+)-$/u.exec(request.headers.get('range') ?? '') ?? [];
  const body = text.slice(Number(start));
  return new Response(body, { status: request.headers.has('range') ? 206 : 200 });
}

/** Reads the file, verified unless it is said otherwise. */
async function read(
  respond: Respond,
  verify = true,
): Promise<FakeNodes & { readonly text: string; readonly error?: unknown }> {
  useVirtualTime();
  const fake = createFakeNodes(respond);
  const client = createClient({ nodes, fetch: fake.fetch, timeoutMs: 10_000 });
  let text = '';
  const work = async (): Promise<void> => {
    const { body } = await client.get(name, { verify });
    for await (const chunk of body ?? []) text += new TextDecoder().decode(chunk);
  };
  const error = await whileTimePasses(work()).catch((reason: unknown) => reason);
  return { ...fake, text, error };
}

describe('a download that is verified', () => {
  test('goes on at the next node where it breaks off', async () => {
    const respond: Respond = (request) => {
      if (request.url.startsWith('http://b')) return partOf(request);
      return new Response(breakingBody('01', '23'));
    };
    const { requests, text, error } = await read(respond);
    expect([text, error]).toEqual([content, undefined]);
    expect(requests.map(({ url, headers }) => [url, headers.get('range')])).toEqual([
      [`http://a/${name}`, null],
      [`http://b/${name}`, 'bytes=4-'],
    ]);
  });

  test('goes on where it was shorter than was said', async () => {
    const respond: Respond = (request) => {
      if (request.headers.has('range')) return partOf(request);
      return new Response('01', { headers: { 'Content-Length': '10' } });
    };
    expect(await read(respond)).toMatchObject({ text: content, error: undefined });
  });

  test('ends with an error before the last bytes where these are others', async () => {
    const { text, error, requests } = await read(() => new Response('0123456780'));
    expect(text).toBe('');
    expect(error).toMatchObject({ code: 'mismatch', node: 'http://a', retryable: true });
    expect(requests).toHaveLength(1);
  });

  test('that was put together of a corrupt copy and an intact one is noticed', async () => {
    const respond: Respond = (request) =>
      request.headers.has('range') ? partOf(request) : new Response(breakingBody('01', 'XX'));
    const { text, error } = await read(respond);
    expect(text).not.toContain('9');
    expect(error).toMatchObject({ code: 'mismatch' });
  });

  test('is given up where nothing more comes from any node', async () => {
    const respond: Respond = ({ headers }) =>
      new Response(breakingBody(...(headers.has('range') ? [] : ['01'])), {
        status: headers.has('range') ? 206 : 200,
      });
    const { requests, error } = await read(respond);
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(requests).toHaveLength(6);
    expect(requests.at(-1)?.atMs).toBeGreaterThan(3000);
  });

  test('does not go on with a whole file in place of the rest', async () => {
    const respond: Respond = ({ headers }) =>
      new Response(headers.has('range') ? content : breakingBody('01'));
    expect((await read(respond)).error).toMatchObject({ code: 'failed' });
  });

  test('has no hash to compare without one in the name, or with a part', async () => {
    const client = createClient({ nodes });
    await expect(client.get('a.txt', { verify: true })).rejects.toThrow(TypeError);
    const part = { verify: true, range: { start: 1 } };
    await expect(client.get(name, part)).rejects.toThrow(TypeError);
  });
});

describe('a download', () => {
  test('that breaks off ends with an error', async () => {
    const { requests, text, error } = await read(() => new Response(breakingBody('01')), false);
    expect(text).toBe('01');
    expect(error).toMatchObject({ code: 'unreachable', node: 'http://a' });
    expect(requests).toHaveLength(1);
  });

  test('in which nothing moves ends with an error', async () => {
    const stalled = new ReadableStream({ pull: () => new Promise(() => undefined) });
    const respond: Respond = ({ signal }) => {
      signal.addEventListener('abort', () => void 0);
      return new Response(stalled.pipeThrough(new TransformStream(), { signal }));
    };
    expect((await read(respond, false)).error).toMatchObject({ code: 'timeout' });
  });

  test('may be read slowly', async () => {
    useVirtualTime();
    const { fetch, requests } = createFakeNodes(() => new Response(content));
    const client = createClient({ nodes, fetch, timeoutMs: 1000 });
    const work = async (): Promise<string> => {
      const response = await client.get(name);
      await new Promise((resolve) => setTimeout(resolve, 5000));
      return await response.text();
    };
    expect(await whileTimePasses(work())).toBe(content);
    expect(requests[0]?.signal.aborted).toBe(false);
  });

  test('is aborted where nobody wants the rest', async () => {
    const fake = createFakeNodes(() => new Response(breakingBody('01', '23', '45')));
    const client = createClient({ nodes, fetch: fake.fetch });
    await (await client.get(name)).body?.cancel();
    expect(fake.requests[0]?.signal.aborted).toBe(true);
  });
});
