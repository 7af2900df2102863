import { describe, expect, it } from 'vitest';
import { deliver } from '../../lib/delivery/deliver.ts';
import type { StoredName } from '../../lib/names/stored-name.ts';
import { nameOf } from '../support/disk/open-test-storage.ts';
import { textOf } from '../support/disk/small-files.ts';
import { send } from '../support/node/send.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../support/objects/memory-object-store.ts';
import {
  type NodeBeforeBucket,
  openNodeBeforeBucket,
} from '../support/objects/node-before-bucket.ts';
import { openTestObjectNode } from '../support/objects/open-test-object-node.ts';

const statusOf = async ({ node }: NodeBeforeBucket, path: string): Promise<number> =>
  (await send(node, 'GET', path)).status;

async function put({ node }: NodeBeforeBucket, path: string): Promise<string> {
  const response = await send(node, 'PUT', path, { body: path });
  return response.headers.get('location') as string;
}

/** Deletes a file as another node on the bucket would. */
async function deleteElsewhere(store: MemoryObjectStore, path: string): Promise<void> {
  const other = await openTestObjectNode(store);
  await other.send('DELETE', path);
  expect(store.objects.get(path.slice(1))).toMatchObject({ isDeleted: true });
}

const reportOf = ({ node }: NodeBeforeBucket) => node.ctx.peers.report()['s3://bucket'];

describe('a deletion that another node on the bucket has made', () => {
  it('reaches a node whose upload meets it', async () => {
    const store = createMemoryObjectStore();
    const behind = await openNodeBeforeBucket(store);
    await behind.pass(5);
    const path = await put(behind, '/file');
    await deleteElsewhere(store, path);
    expect(await statusOf(behind, path)).toBe(200);
    await behind.pass(3);
    expect(await statusOf(behind, path)).toBe(404);
    expect(behind.node.storageDisk.paths()).not.toContain(path.slice(1));
    await behind.pass(130);
    expect(reportOf(behind)).toMatchObject({ length: 0, inSync: true, repaired: 0 });
  });

  it('reaches a node that has sent the file long ago, once the bucket is listed again', async () => {
    const store = createMemoryObjectStore();
    const behind = await openNodeBeforeBucket(store);
    const path = await put(behind, '/file');
    const kept = await put(behind, '/kept');
    await behind.pass(5);
    await deleteElsewhere(store, path);
    await behind.pass(590);
    expect(await statusOf(behind, path)).toBe(200);
    await behind.pass(20);
    expect([await statusOf(behind, path), await statusOf(behind, kept)]).toEqual([404, 200]);
  });

  it('and by this one, too, is not sent again and again', async () => {
    const store = createMemoryObjectStore();
    const behind = await openNodeBeforeBucket(store);
    const path = await put(behind, '/file');
    await behind.pass(5);
    await deleteElsewhere(store, path);
    expect((await send(behind.node, 'DELETE', path)).status).toBe(200);
    await behind.pass(200);
    expect(reportOf(behind)).toMatchObject({ length: 0, inSync: true, repaired: 0 });
  });
});

it('a file that another node has stored in the bucket is read at once, however equal both were', async () => {
  const store = createMemoryObjectStore();
  const behind = await openNodeBeforeBucket(store);
  await behind.pass(130);
  expect(reportOf(behind)).toMatchObject({ inSync: true });
  const name: StoredName = nameOf('file', 'content');
  store.plant(name, 'content');
  expect(await statusOf(behind, `/${name}`)).toBe(200);
});

it('a file that another node has stored in the bucket is not sent there once it was read', async () => {
  const store = createMemoryObjectStore();
  const behind = await openNodeBeforeBucket(store);
  await behind.pass(5);
  const name: StoredName = nameOf('file', 'content');
  store.plant(name, 'content');
  expect(await statusOf(behind, `/${name}`)).toBe(200);
  store.calls.clear();
  await behind.pass(130);
  expect([...store.calls.keys()]).toEqual([]);
});

it('a file that another node has stored in the bucket comes once it is listed again', async () => {
  const store = createMemoryObjectStore();
  const behind = await openNodeBeforeBucket(store);
  await behind.pass(5);
  const name: StoredName = nameOf('file', 'content');
  store.plant(name, 'content');
  await behind.pass(700);
  expect(behind.node.storageDisk.paths()).toContain(name);
});

describe('a file that another node has sent to the bucket already', () => {
  const name = nameOf('large', 'x'.repeat(3_000_000));
  const forwarded = { op: 'PUT', name, seconds: 7, from: '00000000000000f1' } as const;

  it('is not read from there to find out', async () => {
    const store = createMemoryObjectStore();
    const { node, peer } = await openNodeBeforeBucket(store);
    node.storageDisk.write(name, 'x'.repeat(3_000_000));
    await peer.findStanding();
    store.plant(name, 'x'.repeat(3_000_000));
    store.calls.clear();
    expect(await deliver(forwarded, peer, node.ctx)).toBe('acknowledged');
    expect(Object.fromEntries(store.calls)).toEqual({ head: 2 });
  });
});

describe('a corrupt object in the bucket', () => {
  it('is replaced by the node that has the file', async () => {
    const store = createMemoryObjectStore();
    const behind = await openNodeBeforeBucket(store);
    const path = await put(behind, '/file');
    await behind.pass(5);
    store.plant(path.slice(1), '/FILE');
    // To a node nothing is passed on that others have.
    const headers = { 'user-agent': 'cockatiel/0.0.0' };
    expect((await behind.bucket.send('GET', path, { headers })).status).toBe(500);
    await behind.pass(130);
    expect(textOf(store.objects.get(path.slice(1))?.bytes as Uint8Array)).toBe('/file');
    expect(behind.bucket.ctx.storage.quarantined.report()).toMatchObject({ found: 1, replaced: 1 });
    expect(reportOf(behind)).toMatchObject({ inSync: true });
  });

  it('is not taken for a file of the bucket when that is listed again', async () => {
    const store = createMemoryObjectStore();
    const behind = await openNodeBeforeBucket(store);
    await behind.pass(5);
    const name = nameOf('file', 'content');
    store.plant(name, 'CONTENT');
    expect((await behind.bucket.send('GET', `/${name}`)).status).toBe(500);
    await behind.pass(700);
    const { inventory } = behind.bucket.ctx;
    expect(inventory.stored.has(inventory.fingerprintName(name))).toBe(false);
    expect(reportOf(behind)).toMatchObject({ inSync: true, state: 'up' });
  });

  it('that has lost its content takes no copy with it', async () => {
    const store = createMemoryObjectStore();
    const name = nameOf('file', 'content');
    store.plant(name, '');
    const behind = await openNodeBeforeBucket(store);
    behind.node.storageDisk.write(name, 'content');
    await behind.node.ctx.inventory.doubt();
    await behind.pass(200);
    expect(await statusOf(behind, `/${name}`)).toBe(200);
  });
});

it('the list of a bucket rests for as long as its requests are worth', async () => {
  const store = createMemoryObjectStore();
  // A page of this store has three names.
  for (let count = 0; count < 300; count += 1) store.plant(nameOf(`${count}`, 'x'), 'x');
  store.plant(nameOf('empty', ''), '');
  const behind = await openNodeBeforeBucket(store);
  await behind.bucket.timers.pass(599_000);
  const before = (store.calls.get('list') ?? 0) + (store.calls.get('head') ?? 0);
  const requests = (): number =>
    (store.calls.get('list') ?? 0) + (store.calls.get('head') ?? 0) - before;
  await behind.bucket.timers.pass(2000);
  expect(requests()).toBe(102);
  await behind.bucket.timers.pass(1_015_000);
  expect(requests()).toBe(102);
  await behind.bucket.timers.pass(10_000);
  expect(requests()).toBe(204);
});
