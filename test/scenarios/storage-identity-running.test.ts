import { describe, expect, it } from 'vitest';
import { createMemoryDisk } from '../support/disk/memory-disk.ts';
import { storedFile as name, nodeWithFile, tryToDeliver } from '../support/node/node-with-file.ts';
import { send } from '../support/node/send.ts';

describe('a storage directory that is unmounted while the node runs', () => {
  async function unmounted() {
    const node = await nodeWithFile({ wasStorageRemoved: false });
    node.storageDisk.wipe('');
    return node;
  }

  it('accepts no writes even before it is checked', async () => {
    const node = await unmounted();
    const response = await send(node, 'PUT', '/other', { body: 'other' });
    expect([response.status, await response.text()]).toEqual([
      503,
      "The storage directory is not the one that this node's queue remembers: is its disk mounted?\n",
    ]);
    expect(node.storageDisk.paths()).toEqual([]);
  });

  it('responds 503 to the first read of a file that should be there', async () => {
    const node = await unmounted();
    expect((await send(node, 'GET', `/${name}`)).status).toBe(503);
    expect(node.ctx.health.isStorageMissing).toBe(true);
  });

  it('responds 503 to all requests for files once it is noticed, and gives the reason', async () => {
    const node = await unmounted();
    await node.cluster.save();
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const body = method === 'PUT' ? { body: 'content' } : {};
      expect((await send(node, method, `/${name}`, body)).status, method).toBe(503);
    }
    expect(node.ctx.health.readOnlyReason).toMatch(/is its disk mounted/u);
    await node.cluster.save();
    const errors = node.logLines.filter(({ level }) => level === 'error');
    expect(errors.map(({ message }) => message)).toEqual([
      'the storage directory is missing; the node is read-only',
    ]);
  });

  it('is noticed also if no id could be saved in it', async () => {
    const storageDisk = createMemoryDisk();
    storageDisk.intercept = ({ path }) => {
      if (path === '.cockatiel/id.new') throw Object.assign(new Error(path), { code: 'ENOSPC' });
    };
    const node = await nodeWithFile({ storageDisk, wasStorageRemoved: false });
    storageDisk.wipe('');
    expect((await send(node, 'PUT', '/other', { body: 'other' })).status).toBe(503);
  });

  it('drops nothing that is pending', async () => {
    const node = await unmounted();
    await expect(tryToDeliver(node)).rejects.toThrow('not the remembered one');
  });

  it('works again when it is back, under another inode too', async () => {
    const node = await nodeWithFile({ wasStorageRemoved: false });
    const files = node.storageDisk.mount();
    const read = async (path: string) => (await files.open(path))?.read(0, 100);
    const [id, content] = [await read('.cockatiel/id'), await read(name)];
    node.storageDisk.wipe('');
    await node.cluster.save();
    expect((await send(node, 'GET', `/${name}`)).status).toBe(503);
    node.storageDisk.write('.cockatiel/id', id as Uint8Array);
    node.storageDisk.write(name, content as Uint8Array);
    await node.cluster.save();
    await node.cluster.save();
    expect((await send(node, 'GET', `/${name}`)).status).toBe(200);
    expect((await send(node, 'PUT', '/other', { body: 'other' })).status).toBe(201);
    expect(node.logLines.filter(({ level }) => level === 'warn')).toEqual([
      { level: 'warn', message: 'the storage directory is back', fields: {} },
    ]);
  });
});

it('a file staged on another disk gets no name', async () => {
  const node = await nodeWithFile({ wasStorageRemoved: false });
  const root = '.cockatiel/staging';
  node.storageDisk.intercept = ({ operation, path }) => {
    if (operation !== 'create' || !path.startsWith(root)) return;
    node.storageDisk.intercept = () => undefined;
    // What was mounted there before the disk, with its own working directory.
    node.storageDisk.wipe('');
    node.storageDisk.write(`${root}/0`, 'left by an older start');
    node.storageDisk.device = 2;
  };
  expect((await send(node, 'PUT', '/other', { body: 'other' })).status).toBe(503);
  expect(node.storageDisk.paths()).toEqual([`${root}/0`]);
});
