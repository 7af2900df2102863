import { describe, expect, it } from 'vitest';
import { systemError } from '../support/disk/memory-tree.ts';
import { createAcceptingPeers } from '../support/node/accepting-peers.ts';
import { createTestContext } from '../support/node/create-test-context.ts';
import { storedFile as name, nodeWithFile, tryToDeliver } from '../support/node/node-with-file.ts';
import { pending } from '../support/node/pending.ts';
import { send } from '../support/node/send.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

const config = { peerUrls: ['http://peer'] };

describe('a storage directory that is removed while the node runs', () => {
  it('is made again, and the next start drops nothing that is pending', async () => {
    const node = await nodeWithFile();
    node.storageDisk.wipe('');
    expect((await send(node, 'PUT', '/other', { body: 'other' })).status).toBe(201);
    await expect(tryToDeliver(node)).rejects.toThrow('not the remembered one');
    await expect(node.restart()).rejects.toMatchObject({ name: 'StorageIdentityError' });
  });

  it('is remembered as a new one where nothing is pending', async () => {
    const node = await createTestContext();
    await send(node, 'PUT', '/file', { body: 'content' });
    node.storageDisk.wipe('');
    expect((await send(node, 'PUT', '/other', { body: 'other' })).status).toBe(201);
    const next = await node.restart();
    expect(next.storageDisk.paths()).toEqual([`other_1700000000_${sha1Of('other')}`]);
  });

  it.each([true, false])('is made again once by many uploads; peers: %s', async (hasPeers) => {
    const node = await createTestContext({ wasStorageRemoved: true, ...(hasPeers && { config }) });
    await send(node, 'PUT', '/file', { body: 'content' });
    if (hasPeers) await createAcceptingPeers(config.peerUrls).settle(node, 0);
    node.storageDisk.wipe('');
    const paths = Array.from({ length: 8 }, (_, index) => `/other${index}`);
    const all = paths.map((path) => send(node, 'PUT', path, { body: 'other' }));
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(statuses).toEqual(paths.map(() => 201));
    const lost = node.logLines.filter(({ message }) => /made again without/u.test(message));
    expect(lost).toHaveLength(1);
    expect((await node.restart()).storageDisk.paths()).toHaveLength(8);
  });

  it('keeps its id where only the directory of the node itself was removed', async () => {
    const node = await nodeWithFile();
    node.storageDisk.wipe('.cockatiel');
    expect((await send(node, 'PUT', '/other', { body: 'other' })).status).toBe(201);
    expect(pending(await node.restart())).toBe(2);
  });
});

it('a deletion that came before this was noticed is finished by the next start', async () => {
  const node = await nodeWithFile({ wasStorageRemoved: false, segmentBytes: 1 });
  const files = node.storageDisk.mount();
  const read = async (path: string) => (await files.open(path))?.read(0, 100);
  const [id, content] = [await read('.cockatiel/id'), await read(name)];
  node.storageDisk.wipe('');
  expect((await send(node, 'DELETE', `/${name}`)).status).toBe(404);
  node.storageDisk.write('.cockatiel/id', id as Uint8Array);
  node.storageDisk.write(name, content as Uint8Array);
  await send(node, 'DELETE', `/gone_1_${'a'.repeat(40)}`);
  await createAcceptingPeers(config.peerUrls).settle(node, 0);
  await node.cluster.save();
  const next = await node.restart();
  expect(next.storageDisk.paths()).toEqual([]);
});

it('a queue directory that was made again remembers the storage', async () => {
  const node = await nodeWithFile();
  node.queueDisk.wipe('');
  await node.cluster.save();
  await node.close();
  node.storageDisk.wipe('');
  await expect(node.restartAfterKill()).rejects.toMatchObject({ name: 'StorageIdentityError' });
});

it('a queue directory of a storage whose id could not be saved remembers none', async () => {
  const { storageDisk } = await createTestContext();
  storageDisk.kill();
  storageDisk.wipe('.cockatiel/id');
  storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'create' && path.startsWith('.cockatiel/id'))
      throw systemError('EROFS', path);
  };
  const node = await createTestContext({ storageDisk });
  node.queueDisk.wipe('');
  await node.cluster.save();
  expect(await node.queueDisk.mount().stat('storage-id')).toBeUndefined();
});

it('a storage and a queue directory that are removed together are made again together', async () => {
  const node = await createTestContext();
  for (const disk of [node.storageDisk, node.queueDisk]) disk.wipe('');
  for (const path of ['/one', '/two']) {
    expect((await send(node, 'PUT', path, { body: 'content' })).status).toBe(201);
    await node.cluster.save();
  }
  expect(node.ctx.health.readOnlyReason).toBeUndefined();
  expect((await node.restart()).storageDisk.paths()).toHaveLength(2);
});

it('what is pending for a peer that was left out of the start is not dropped either', async () => {
  const { storageDisk, queueDisk } = await nodeWithFile();
  for (const disk of [storageDisk, queueDisk]) disk.kill();
  const node = await createTestContext({ storageDisk, queueDisk });
  storageDisk.wipe('');
  expect((await send(node, 'PUT', '/other', { body: 'other' })).status).toBe(201);
  await expect(node.restart()).rejects.toMatchObject({ name: 'StorageIdentityError' });
});
