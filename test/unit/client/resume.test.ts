import { describe, expect, test } from 'vitest';
import { createClient, type PutOptions } from '../../../client/client.ts';
import {
  createFakeNodes,
  type FakeNodes,
  type FakeRequest,
  type Respond,
  useVirtualTime,
  whileTimePasses,
} from '../../support/client/fake-nodes.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';
import { metadataOf } from '../../support/node/tus.ts';

const content = '0123456789'.repeat(10);
const name = `größe_13_${sha1Of(content)}.bin`;

/** A node that takes uploads of tus 1.0; `faultOf` may break a request. */
function createTusNode(faultOf: (request: FakeRequest, taken: string) => number | undefined) {
  const node = { taken: '', created: new Headers() };
  const headers = (): Record<string, string> => ({
    'Tus-Resumable': '1.0.0',
    'Upload-Offset': String(node.taken.length),
    ...(node.taken.length === content.length && { 'Content-Location': `/${encodeURI(name)}` }),
  });
  const respond: Respond = async (request) => {
    if (request.url === 'http://a/_tus/') {
      node.created = request.headers;
      return new Response(null, { status: 201, headers: { Location: '/_tus/one' } });
    }
    expect(request.headers.get('tus-resumable')).toBe('1.0.0');
    const fault = faultOf(request, node.taken);
    if (request.method === 'PATCH') {
      expect(request.headers.get('content-type')).toBe('application/offset+octet-stream');
      if (request.headers.get('upload-offset') !== String(node.taken.length)) {
        return new Response('The offset is another.', { status: 409 });
      }
      // A request that breaks brings a part.
      node.taken += (await request.body()).slice(0, fault === undefined ? undefined : 30);
    }
    if (fault === 0) throw new TypeError('fetch failed');
    if (fault !== undefined) return new Response(null, { status: fault });
    return new Response(null, { status: 204, headers: headers() });
  };
  return { node, respond };
}

async function upload(
  respond: Respond,
  options: PutOptions = {},
): Promise<FakeNodes & { readonly result: unknown; readonly sent: number[] }> {
  useVirtualTime();
  const fake = createFakeNodes(respond);
  const client = createClient({ nodes: 'http://a', fetch: fake.fetch, resumeAbove: 50 });
  const sent: number[] = [];
  const onProgress: PutOptions['onProgress'] = ({ sentBytes }) => void sent.push(sentBytes);
  const put = client.put('größe.bin', new Blob([content]), { onProgress, ...options });
  const result = await whileTimePasses(put).catch((error: unknown) => error);
  return { ...fake, result, sent };
}

const methods = ({ requests }: FakeNodes): string[] => requests.map(({ method }) => method);

describe('an upload that can be resumed', () => {
  test('is created with its size and its name, and says where it was stored', async () => {
    const { node, respond } = createTusNode(() => undefined);
    const run = await upload(respond, { type: 'image/png', sha1: true });
    expect(run.result).toEqual({
      name,
      url: `http://a/${encodeURI(name)}`,
      sha1: sha1Of(content),
    });
    expect(node.taken).toBe(content);
    expect(node.created.get('upload-length')).toBe('100');
    const pairs = { path: 'größe.bin', filetype: 'image/png', sha1: sha1Of(content) };
    const metadata = metadataOf(pairs);
    expect(node.created.get('upload-metadata')).toBe(metadata);
    expect(methods(run)).toEqual(['POST', 'PATCH']);
    expect(run.sent.at(-1)).toBe(content.length);
  });

  test.each([
    ['the connection breaks', 0],
    ['the node has too much to do', 503],
  ])('goes on after the bytes that the node has where %s', async (_, fault) => {
    const { node, respond } = createTusNode(({ method }, taken) =>
      method === 'PATCH' && taken.length < 60 ? fault : undefined,
    );
    const run = await upload(respond);
    expect(run.result).toMatchObject({ name });
    expect(node.taken).toBe(content);
    expect(methods(run)).toEqual(['POST', 'PATCH', 'HEAD', 'PATCH', 'HEAD', 'PATCH']);
  });

  test('goes on where the node can not be asked at once', async () => {
    let faults = 0;
    const { respond } = createTusNode(({ method }, taken) => {
      if (taken.length > 0 && method === 'PATCH') return undefined;
      faults += 1;
      return faults < 4 ? 0 : undefined;
    });
    const run = await upload(respond);
    expect(run.result).toMatchObject({ name });
    expect(methods(run)).toEqual(['POST', 'PATCH', 'HEAD', 'HEAD', 'HEAD', 'PATCH']);
  });

  test('is found whole where the last response was lost', async () => {
    const { respond } = createTusNode(() => undefined);
    let isLost = false;
    const run = await upload(async (request) => {
      const response = await respond(request);
      if (request.method !== 'PATCH' || isLost) return response;
      isLost = true;
      throw new TypeError('fetch failed');
    });
    expect(run.result).toMatchObject({ name });
    expect(methods(run)).toEqual(['POST', 'PATCH', 'HEAD']);
  });

  test('begins again where the node has forgotten it', async () => {
    let isForgotten = false;
    const { node, respond } = createTusNode(({ method }) => {
      if (isForgotten) return undefined;
      if (method === 'PATCH') return 0;
      isForgotten = true;
      node.taken = '';
      return 404;
    });
    const run = await upload(respond);
    expect(run.result).toMatchObject({ name });
    expect(methods(run)).toEqual(['POST', 'PATCH', 'HEAD', 'POST', 'PATCH']);
  });

  test.each([400, 404, 405, 501])('is a PUT where its creation gets a %d', async (status) => {
    const respond: Respond = async ({ method, body }) => {
      if (method === 'POST') return new Response(null, { status });
      expect(await body()).toBe(content);
      return new Response(null, { status: 201, headers: { Location: `/${encodeURI(name)}` } });
    };
    const run = await upload(respond);
    expect(run.result).toMatchObject({ name });
    expect(methods(run)).toEqual(['POST', 'PUT']);
  });

  test.each([
    [413, 'too-large'],
    [401, 'unauthorized'],
  ])('rejects where the node refuses it with %d, and sends nothing', async (status, code) => {
    const run = await upload(() => new Response(null, { status }));
    expect(run.result).toMatchObject({ code });
    expect(methods(run)).toEqual(['POST']);
  });

  test('rejects where the node does not say where it is', async () => {
    const created = await upload(() => new Response(null, { status: 201 }));
    expect(created.result).toMatchObject({ code: 'mismatch' });
    const finished = await upload(({ method }) =>
      method === 'POST'
        ? new Response(null, { status: 201, headers: { Location: '/_tus/one' } })
        : new Response(null, { status: 204, headers: { 'Upload-Offset': '100' } }),
    );
    expect(finished.result).toMatchObject({ code: 'mismatch' });
    expect(methods(finished)).toEqual(['POST', 'PATCH']);
  });

  test('goes on at the whole URL that the node gives it', async () => {
    const Location = 'http://other/_tus/one?prefix=a/_tus/&signature=x';
    const run = await upload(({ method }) =>
      method === 'POST'
        ? new Response(null, { status: 201, headers: { Location } })
        : new Response(null, { status: 413 }),
    );
    expect(run.requests[1]?.url).toBe('http://a/_tus/one?prefix=a/_tus/&signature=x');
  });

  test('leaves nothing behind where it is aborted', async () => {
    const abort = new AbortController();
    const { respond } = createTusNode(({ method }) => {
      if (method === 'PATCH') abort.abort();
      return undefined;
    });
    const run = await upload(respond, { signal: abort.signal });
    expect(run.result).toMatchObject({ code: 'aborted' });
    expect(methods(run)).toEqual(['POST', 'PATCH', 'DELETE']);
  });

  test('of a stream is a PUT, whatever its size', async () => {
    const { fetch, requests } = createFakeNodes(async ({ body }) => {
      await body();
      return new Response(null, { status: 201, headers: { Location: `/${encodeURI(name)}` } });
    });
    const client = createClient({ nodes: 'http://a', fetch, resumeAbove: 50 });
    await client.put('größe.bin', new Blob([content]).stream(), { sizeBytes: content.length });
    expect(requests.map(({ method }) => method)).toEqual(['PUT']);
  });
});
