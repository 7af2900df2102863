import { describe, expect, it } from 'vitest';
import type { Context } from '../../../../lib/context.ts';
import { deliver } from '../../../../lib/delivery/deliver.ts';
import { DeliveryError } from '../../../../lib/delivery/delivery-error.ts';
import type { PeerRead } from '../../../../lib/delivery/peer-link.ts';
import { ObjectStoreError } from '../../../../lib/errors/domain-errors.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createGate } from '../../../support/node/gate.ts';
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

  it('that is empty is sent, too', async () => {
    const store = createMemoryObjectStore();
    const { node, peer } = await openNodeBeforeBucket(store);
    const name = nameOf('empty', '');
    node.storageDisk.write(name, '');
    expect(await deliver(operation(name), peer, node.ctx)).toBe('acknowledged');
    expect(store.objects.get(name)).toMatchObject({ isDeleted: false });
  });

  it.each([10, 3_000_000])(
    'of %d bytes that can not be read here is not refused by the bucket',
    async (size) => {
      const store = createMemoryObjectStore();
      const { node, peer } = await openNodeBeforeBucket(store);
      const content = 'x'.repeat(size);
      const name = nameOf('file', content);
      node.storageDisk.write(name, content);
      let reads = 0;
      node.storageDisk.intercept = (call) => {
        if (call.operation === 'read') reads += 1;
        if (call.operation === 'read' && reads === Math.ceil(size / 1_000_000)) {
          throw systemError('EIO', call.path);
        }
      };
      const delivery = deliver(operation(name), peer, node.ctx);
      await expect(delivery).rejects.toMatchObject({ code: 'EIO' });
      expect([reads, store.objects.size]).toEqual([Math.ceil(size / 1_000_000), 0]);
      expect(node.storageDisk.openFileCount).toBe(0);
    },
  );

  it.each([10, 3_000_000])('of %d bytes whose copy here is corrupt is not either', async (size) => {
    const store = createMemoryObjectStore();
    const { node, peer } = await openNodeBeforeBucket(store);
    const name = nameOf('file', 'x'.repeat(size));
    node.storageDisk.write(name, 'y'.repeat(size));
    const delivery = deliver(operation(name), peer, node.ctx);
    await expect(delivery).rejects.toMatchObject({ name: 'CorruptFileError' });
    expect(store.objects.size).toBe(0);
    // It is read once more to find out what is wrong with it.
    await expect.poll(() => node.storageDisk.openFileCount).toBe(0);
  });
});

describe('a read from a bucket in this process', () => {
  const name = nameOf('file', 'content');
  const read = (signal: AbortSignal): PeerRead => ({ method: 'GET', name, signal });
  const stopped = new Error('stopped');

  it('ends with its signal, whatever it waits for', async () => {
    const store = createMemoryObjectStore();
    store.plant(name, 'content');
    const never = (): Promise<never> => new Promise(() => undefined);
    const unopened = await openNodeBeforeBucket(store, {}, never);
    const hanging = await openNodeBeforeBucket(store);
    store.onCall = never;
    for (const { link } of [unopened, hanging]) {
      const controller = new AbortController();
      const reading = link.read?.(read(controller.signal));
      controller.abort(stopped);
      await expect(reading).rejects.toBe(stopped);
      await expect(link.read?.(read(controller.signal))).rejects.toBe(stopped);
    }
  });

  it('that was given up leaves nothing open when its response comes all the same', async () => {
    const { node, link } = await openNodeBeforeBucket(createMemoryObjectStore(), {}, () => here());
    const here = async (): Promise<Context> => node.ctx;
    const content = 'x'.repeat(3_000_000);
    const large = nameOf('large', content);
    node.storageDisk.write(large, content);
    const [reached, gate] = [createGate(), createGate()];
    let closes = 0;
    node.storageDisk.intercept = ({ operation: call }) => {
      if (call === 'close') closes += 1;
      if (call !== 'open') return;
      reached.open();
      return gate.opened;
    };
    const controller = new AbortController();
    const reading = link.read?.({ ...read(controller.signal), name: large });
    await reached.opened;
    controller.abort(stopped);
    await expect(reading).rejects.toBe(stopped);
    gate.open();
    await expect.poll(() => [closes, node.storageDisk.openFileCount]).toEqual([1, 0]);
  });

  it('goes on after the head of its response, whatever its signal says then', async () => {
    const store = createMemoryObjectStore();
    store.plant(name, 'content');
    const { link } = await openNodeBeforeBucket(store);
    const controller = new AbortController();
    const download = await link.read?.(read(controller.signal));
    controller.abort(stopped);
    const chunks: Uint8Array[] = [];
    for await (const chunk of download?.body ?? []) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('content');
    download?.cancel();
  });
});

it('a request that must be responded to soon is given up when it is not', async () => {
  const never = (): Promise<never> => new Promise(() => undefined);
  const { link, bucket } = await openNodeBeforeBucket(createMemoryObjectStore(), {}, never);
  const sending = link.send({ method: 'GET', name: '_status', responseTimeoutMs: 20 });
  const outcome = expect(sending).rejects.toThrow('no response within 0.02 seconds');
  await bucket.timers.pass(20);
  await outcome;
});

describe('a bucket that can not be used', () => {
  const unreachable = { name: 'DeliveryError', kind: 'unreachable' };

  it('gives no status, and is there again when it can', async () => {
    let failure: DeliveryError | undefined = new DeliveryError('AccessDenied', 'unreachable');
    const probe = async (): Promise<void> => {
      if (failure !== undefined) throw failure;
    };
    const { peer } = await openNodeBeforeBucket(createMemoryObjectStore(), {}, undefined, {
      probe,
    });
    expect(await peer.probe()).toMatchObject({ ...unreachable, message: 'AccessDenied' });
    failure = undefined;
    expect(await peer.probe()).toBeUndefined();
  });

  it('responds to no operation with less than the reason', async () => {
    const store = createMemoryObjectStore();
    const failure = (): string => 'It refuses head (AccessDenied)';
    const behind = await openNodeBeforeBucket(store, {}, undefined, { failure });
    const name = nameOf('file', 'content');
    behind.node.storageDisk.write(name, 'content');
    expect(await deliver(operation(name), behind.peer, behind.node.ctx)).toBe('acknowledged');
    store.onCall = () => {
      throw new ObjectStoreError({ code: 'AccessDenied', detail: '', isTransient: false });
    };
    const delivery = deliver({ ...operation(name), op: 'DELETE' }, behind.peer, behind.node.ctx);
    const message = 'It refuses head (AccessDenied)';
    await expect(delivery).rejects.toMatchObject({ ...unreachable, message });
  });
});
