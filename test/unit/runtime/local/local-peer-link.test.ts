import { describe, expect, it } from 'vitest';
import { deliver } from '../../../../lib/delivery/deliver.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createMemoryObjectStore } from '../../../support/objects/memory-object-store.ts';
import { openNodeBeforeBucket } from '../../../support/objects/node-before-bucket.ts';

const operation = (name: ReturnType<typeof nameOf>) => ({ op: 'PUT', name, seconds: 7 }) as const;

describe('a file on its way to a bucket in this process', () => {
  it.each([10, 3_000_000])('of %d bytes is sent as a whole', async (size) => {
    const store = createMemoryObjectStore();
    const { node, peer } = await openNodeBeforeBucket(store);
    const content = 'x'.repeat(size);
    const name = nameOf('file', content);
    node.storageDisk.write(name, content);
    expect(await deliver(operation(name), peer, node.ctx)).toBe('acknowledged');
    expect(store.objects.get(name)?.bytes.length).toBe(size);
    expect(node.storageDisk.openFileCount).toBe(0);
  });
});
