import { describe, expect, it } from 'vitest';
import { ObjectStoreError } from '../../../../lib/errors/domain-errors.ts';
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
