import { expect, it } from 'vitest';
import { createMemoryObjectStore } from '../../../support/objects/memory-object-store.ts';
import { openTestObjectNode } from '../../../support/objects/open-test-object-node.ts';

it('a node on a bucket keeps to other limits of its memory, and of parts, if it is given some', async () => {
  const store = createMemoryObjectStore();
  const limits = { maxBodyBytes: 10, maxKeptBytes: 10, partBytes: 4 };
  const node = await openTestObjectNode(store, { node: { spool: undefined, ...limits } });
  await node.put('/small', '0123456789');
  expect(store.calls.get('addPart')).toBeUndefined();
  const path = await node.put('/large', '0123456789x');
  expect(store.calls.get('addPart')).toBe(3);
  expect(await (await node.send('GET', path)).text()).toBe('0123456789x');
});
