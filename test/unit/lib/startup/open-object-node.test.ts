import { describe, expect, it } from 'vitest';
import { UnusableStoreError } from '../../../../lib/object-store/probe-store.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../../../support/objects/memory-object-store.ts';
import { openTestObjectNode } from '../../../support/objects/open-test-object-node.ts';

/** What a request costs: the calls that it makes. */
async function callsOf(
  { calls }: MemoryObjectStore,
  request: () => Promise<Response>,
): Promise<{ status: number; calls: Record<string, number> }> {
  calls.clear();
  const response = await request();
  await response.arrayBuffer();
  return { status: response.status, calls: Object.fromEntries(calls) };
}

describe('a node on an object store', () => {
  it('stores, serves and deletes a file, which then never comes back', async () => {
    const node = await openTestObjectNode(createMemoryObjectStore());
    const path = await node.put('/dir/hello.txt', 'hello');
    expect(path).toMatch(/^\/dir\/hello_1700000000_[\da-f]{40}\.txt$/u);
    expect(await (await node.send('GET', path)).text()).toBe('hello');
    expect((await node.send('DELETE', path)).status).toBe(200);
    expect((await node.send('DELETE', path)).status).toBe(404);
    expect((await node.send('GET', path)).status).toBe(404);
    expect((await node.send('PUT', path, { body: 'hello' })).status).toBe(409);
  });

  it('leaves the mark of a deletion also where there was no file', async () => {
    const store = createMemoryObjectStore();
    const node = await openTestObjectNode(store);
    const path = `/a_13_${'0'.repeat(40)}`;
    expect((await node.send('DELETE', path)).status).toBe(404);
    expect(store.objects.get(path.slice(1))).toMatchObject({ isDeleted: true });
  });

  it('takes the next second for a name that another node has deleted', async () => {
    const store = createMemoryObjectStore();
    const [one, other] = [await openTestObjectNode(store), await openTestObjectNode(store)];
    const path = await one.put('/file', 'x');
    await other.send('DELETE', path);
    expect(await one.put('/file', 'x')).toBe(path.replace('1700000000', '1700000001'));
  });

  it('takes the next second where another node deletes the name at the last moment', async () => {
    const store = createMemoryObjectStore();
    const [one, other] = [await openTestObjectNode(store), await openTestObjectNode(store)];
    let isFirst = true;
    store.onCall = async (operation, key) => {
      if (operation !== 'putIfAbsent' || !isFirst) return undefined;
      isFirst = false;
      expect((await other.send('DELETE', `/${key}`)).status).toBe(404);
      return undefined;
    };
    expect(await one.put('/file', 'x')).toContain('/file_1700000001_');
    expect(isFirst).toBe(false);
  });

  it('responds 302 to the upload of a file that another node has stored', async () => {
    const store = createMemoryObjectStore();
    const [one, other] = [await openTestObjectNode(store), await openTestObjectNode(store)];
    const path = await one.put('/file', 'x');
    const response = await other.send('PUT', '/file', { body: 'x' });
    expect([response.status, response.headers.get('location')]).toEqual([302, path]);
  });

  it('makes one request to the store for a GET or HEAD, and few for a write', async () => {
    const store = createMemoryObjectStore();
    const node = await openTestObjectNode(store);
    const put = await callsOf(store, () => node.send('PUT', '/a.txt', { body: 'Grüße' }));
    expect(put).toEqual({ status: 201, calls: { head: 1, putIfAbsent: 1 } });
    const path = await node.put('/b.txt', 'Grüße');
    const get = await callsOf(store, () => node.send('GET', path));
    expect(get).toEqual({ status: 200, calls: { get: 1 } });
    const head = await callsOf(store, () => node.send('HEAD', path));
    expect(head).toEqual({ status: 200, calls: { head: 1 } });
    const range = { headers: { range: 'bytes=1-2' } };
    const part = await callsOf(store, () => node.send('GET', path, range));
    expect(part).toEqual({ status: 206, calls: { head: 1, get: 1 } });
    const known = { headers: { 'if-none-match': '*' } };
    const unmodified = await callsOf(store, () => node.send('GET', path, known));
    expect(unmodified).toEqual({ status: 304, calls: { head: 1 } });
    const absent = await callsOf(store, () => node.send('GET', path.replace('b_', 'c_')));
    expect(absent).toEqual({ status: 404, calls: { get: 1 } });
    const deletion = await callsOf(store, () => node.send('DELETE', path));
    expect(deletion).toEqual({ status: 200, calls: { head: 2, markDeleted: 1 } });
  });

  it('knows the charset of a text that another node has stored, of any size', async () => {
    const store = createMemoryObjectStore();
    const [one, other] = [await openTestObjectNode(store), await openTestObjectNode(store)];
    const path = await one.put('/large.txt', 'ü'.repeat(1_500_000));
    const response = await other.send('GET', path);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('max-age');
    expect((await response.text()).length).toBe(1_500_000);
  });

  it('tells peers no offset, so that they send each file as a whole', async () => {
    const node = await openTestObjectNode(createMemoryObjectStore());
    const path = `/a_13_${'0'.repeat(40)}`;
    const headers = { 'user-agent': 'cockatiel/0.0.0', 'content-length': '0' };
    for (const [method, more] of [
      ['HEAD', {}],
      ['PUT', { 'x-cockatiel-offer': '1' }],
    ] as const) {
      const response = await node.send(method, path, { headers: { ...headers, ...more } });
      expect([response.status, response.headers.get('upload-offset')]).toEqual([404, null]);
    }
  });

  it('has no totals in its status, and no queues', async () => {
    const node = await openTestObjectNode(createMemoryObjectStore());
    expect(await (await node.send('GET', '/_status')).json()).toMatchObject({
      queues: {},
      node: { files: null, bytes: null, tombstones: null, digest: null, scrub: null },
    });
  });

  it('refuses a body over 5 GiB before it is sent', async () => {
    const node = await openTestObjectNode(createMemoryObjectStore());
    const headers = { 'content-length': String(5 * 1024 ** 3 + 1) };
    expect((await node.send('PUT', '/large', { body: 'x', headers })).status).toBe(413);
  });

  it('does not start on a store that ignores conditions', async () => {
    for (const condition of ['absent', 'version'] as const) {
      const store = createMemoryObjectStore();
      store.honours[condition] = false;
      await expect(openTestObjectNode(store)).rejects.toThrow(UnusableStoreError);
      expect(store.objects.size).toBe(0);
    }
  });

  it('has no peers to save anything for, and tells its host of each operation', async () => {
    const node = await openTestObjectNode(createMemoryObjectStore());
    let operations = 0;
    node.onOperation(() => {
      operations += 1;
    });
    await node.put('/file', 'x');
    await node.peers.save();
    expect([operations, node.logLines]).toEqual([1, []]);
  });

  it('without a disk keeps a large body in the bucket until it has a name', async () => {
    const store = createMemoryObjectStore();
    const node = await openTestObjectNode(store, { node: { spool: undefined } });
    const content = 'x'.repeat(9_000_000);
    const path = await node.put('/large', content);
    expect(store.calls.get('addPart')).toBe(2);
    expect([...store.objects.keys()]).toEqual([path.slice(1)]);
    expect(await (await node.send('GET', path)).text()).toBe(content);
    const wrong = { body: content, headers: { 'x-content-sha1': '0'.repeat(40) } };
    expect((await node.send('PUT', '/wrong', wrong)).status).toBe(400);
    expect([store.objects.size, store.uploads.size]).toEqual([1, 0]);
  });

  it('keeps an inventory of the bucket if peers compare with it', async () => {
    const store = createMemoryObjectStore();
    const before = await openTestObjectNode(store);
    const kept = await before.put('/kept', 'kept');
    const deleted = await before.put('/deleted', 'deleted');
    await before.send('DELETE', deleted);
    const node = await openTestObjectNode(store, {
      node: { peerUrls: ['http://a'], nodeId: 'a'.repeat(16) },
    });
    const { inventory, config } = node.ctx;
    await expect.poll(() => inventory.isComplete).toBe(true);
    expect(config.nodeId).toBe('a'.repeat(16));
    expect([inventory.stored.size, inventory.tombstones.size]).toEqual([1, 1]);
    const heads = store.calls.get('head');
    await node.send('DELETE', kept);
    expect([inventory.stored.size, inventory.tombstones.size]).toEqual([0, 2]);
    await node.put('/more', 'more');
    expect([inventory.stored.size, inventory.bytes.total]).toEqual([1, undefined]);
    // Two of a deletion and one of an upload: nobody asks for the size of a file.
    expect((store.calls.get('head') ?? 0) - (heads ?? 0)).toBe(3);
  });
});
