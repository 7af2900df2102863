import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ObjectStoreError } from '../../../../lib/errors/domain-errors.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { expectClosedAfter } from '../../../support/node/expect-closed-after.ts';
import { createGate } from '../../../support/node/gate.ts';
import { beginBatch, putOf, storedAs } from '../../../support/node/send-batch.ts';
import { createMemoryObjectStore } from '../../../support/objects/memory-object-store.ts';
import { openTestObjectNode } from '../../../support/objects/open-test-object-node.ts';

describe('a node on an object store that fails', () => {
  it('responds 503 while the store fails, and says nothing of it to the client', async () => {
    const store = createMemoryObjectStore();
    const node = await openTestObjectNode(store);
    store.onCall = () => 'before';
    const responding = node.send('GET', `/a_13_${'0'.repeat(40)}`);
    await node.timers.pass(30_000);
    const response = await responding;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.text()).not.toContain('SlowDown');
    expect(node.logLines).toMatchObject([
      { level: 'error', fields: { operation: 'get', code: 'SlowDown' } },
    ]);
  });

  it('says of a corrupt object once what is wrong, and serves nothing of it', async () => {
    const store = createMemoryObjectStore();
    const node = await openTestObjectNode(store);
    for (const size of [7, 3_000_000]) {
      const name = nameOf(`${size}.txt`, 'x'.repeat(size));
      store.plant(name, 'y'.repeat(size));
      // The first one finds out: a large file breaks off at its end.
      const found = await node.send('GET', `/${name}`);
      await found.text().catch(() => undefined);
      await expect.poll(() => node.ctx.storage.quarantined.has(name)).toBe(true);
      const lines = node.logLines.length;
      for (const [method, headers] of [
        ['GET', {}],
        ['HEAD', {}],
        ['GET', { range: 'bytes=0-3' }],
      ] as const) {
        expect((await node.send(method, `/${name}`, { headers })).status).toBe(500);
      }
      const response = await node.send('GET', `/${name}`);
      expect(await response.text()).toContain('The copy of this node is corrupt');
      expect(node.logLines.length).toBe(lines);
      store.plant(name, 'x'.repeat(size));
      expect((await node.send('GET', `/${name}`)).status).toBe(200);
    }
    expect(node.logLines.length).toBeLessThan(7);
  });

  it('leaves nothing of an attempt to open it with the signal that all attempts share', async () => {
    const store = createMemoryObjectStore();
    const { signal } = new AbortController();
    store.honours.absent = false;
    const failing = openTestObjectNode(store, { node: { signal } });
    await expect(failing).rejects.toThrow('ignores If-None-Match');
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    store.honours.absent = true;
    const node = await openTestObjectNode(store, { node: { signal } });
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await node.close();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('closes after the operations of a batch, and does not wait for the store to recover', async () => {
    const store = createMemoryObjectStore();
    const node = await openTestObjectNode(store);
    const gate = createGate();
    store.onCall = async (_, key) => {
      if (key.startsWith('slow')) await gate.opened;
      return key.startsWith('failing') ? 'before' : undefined;
    };
    const operations = ['slow', 'failing'].map((stem) => putOf(stem, stem));
    const response = await beginBatch(node, operations);
    await response.body?.cancel();
    await expectClosedAfter(gate, node);
    expect([...store.objects.keys()]).toContain(storedAs('slow', 'slow'));
  });

  it('says what the store refuses, and asks it once for each request', async () => {
    const store = createMemoryObjectStore();
    const node = await openTestObjectNode(store);
    const report = async (): Promise<unknown> =>
      (await (await node.send('GET', '/_status')).json()).node.storeFailure;
    expect(await report()).toBeNull();
    const denied = { code: 'AccessDenied', detail: 'Access Denied', isTransient: false };
    store.onCall = () => {
      throw new ObjectStoreError(denied);
    };
    for (const _ of [1, 2, 3]) {
      const path = `/a_13_${'0'.repeat(40)}`;
      store.calls.clear();
      const response = await node.send('GET', path);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60']);
      expect(Object.fromEntries(store.calls)).toEqual({ get: 1 });
    }
    expect(await report()).toBe('It refuses get (AccessDenied): Access Denied');
    expect(node.logLines).toMatchObject([
      { level: 'error', fields: { operation: 'get', code: 'AccessDenied' } },
    ]);
    store.onCall = () => undefined;
    await node.send('GET', `/a_13_${'0'.repeat(40)}`);
    expect(await report()).toBeNull();
  });
});
