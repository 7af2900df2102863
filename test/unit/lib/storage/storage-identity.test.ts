import { describe, expect, it } from 'vitest';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { pending } from '../../../support/node/pending.ts';
import { send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const config = { peerUrls: ['http://peer'] };
const name = `file_1700000000_${sha1Of('content')}`;

/** A node that has stored a file that was not sent to its peer yet. */
async function nodeWithFile(options: Parameters<typeof createTestContext>[0] = {}) {
  const node = await createTestContext({ config, ...options });
  expect((await send(node, 'PUT', '/file', { body: 'content' })).status).toBe(201);
  return node;
}

/** Starts the node again, with another storage directory at the same path. */
function startOn(node: TestContext, options: Parameters<typeof createTestContext>[0] = {}) {
  for (const disk of [node.storageDisk, node.queueDisk]) disk.kill();
  const { queueDisk, logLines } = node;
  const storageDisk = createMemoryDisk();
  return createTestContext({ storageDisk, queueDisk, logLines, config, ...options });
}

const refused = { name: 'StorageIdentityError' };

describe('a start', () => {
  it('is refused where an empty directory stands in the place of the storage', async () => {
    const node = await nodeWithFile();
    await expect(startOn(node)).rejects.toMatchObject(refused);
  });

  it('is refused where the storage of another node stands there', async () => {
    const node = await nodeWithFile();
    const { storageDisk } = await createTestContext({ nodeId: 'fedcba9876543210' });
    storageDisk.kill();
    await expect(startOn(node, { storageDisk })).rejects.toMatchObject(refused);
  });

  it('is refused where an empty directory stands in the place of files older than ids', async () => {
    const node = await nodeWithFile();
    for (const path of ['storage-id', 'node-id']) node.queueDisk.wipe(path);
    await expect(startOn(node)).rejects.toMatchObject(refused);
    expect(node.queueDisk.paths()).not.toContain('node-id');
  });

  it('is refused where the id of the storage is unreadable', async () => {
    const node = await nodeWithFile();
    const { storageDisk } = node;
    storageDisk.write('.cockatiel/id', 'no id');
    await expect(startOn(node, { storageDisk })).rejects.toMatchObject(refused);
  });

  it('succeeds where all that is on record was deleted', async () => {
    const node = await nodeWithFile();
    await send(node, 'DELETE', `/${name}`);
    node.queueDisk.wipe('storage-id');
    expect(pending(await startOn(node))).toBe(2);
  });

  it('is refused where the queue of the Python version lists files that are not there', async () => {
    const queueDisk = createMemoryDisk();
    const entry = JSON.stringify({ operation: 'PUT', filename: name });
    queueDisk.write('httppeer8080/q-1500000000000001', entry);
    await expect(createTestContext({ queueDisk, config })).rejects.toMatchObject(refused);
    expect(queueDisk.paths()).toContain('httppeer8080/q-1500000000000001');
  });

  it('succeeds when the storage is back, and loses nothing', async () => {
    const node = await nodeWithFile();
    await startOn(node).catch(() => undefined);
    const { storageDisk } = node;
    const next = await startOn(node, { storageDisk });
    expect(pending(next)).toBe(1);
    expect((await send(next, 'GET', `/${name}`)).status).toBe(200);
  });

  it('accepts another storage on purpose, once', async () => {
    const node = await nodeWithFile();
    const next = await startOn(node, { acceptNewStorage: true });
    expect((await send(next, 'PUT', '/other', { body: 'other' })).status).toBe(201);
    const { storageDisk } = next;
    expect(pending(await startOn(next, { storageDisk }))).toBe(2);
  });

  it('accepts the storage of a queue that was lost', async () => {
    const node = await nodeWithFile();
    const { storageDisk } = node;
    const next = await startOn(node, { storageDisk, queueDisk: createMemoryDisk() });
    expect((await send(next, 'GET', `/${name}`)).status).toBe(200);
    await expect(startOn(next)).rejects.toMatchObject(refused);
  });

  it.each(['storageDisk', 'queueDisk'] as const)(
    'succeeds where no id can be saved on the %s',
    async (disk) => {
      const disks = { storageDisk: createMemoryDisk(), queueDisk: createMemoryDisk() };
      disks[disk].intercept = ({ operation, path }) => {
        const isId = path === '.cockatiel/id.new' || path === 'storage-id.new';
        if (isId && operation === 'create')
          throw Object.assign(new Error(path), { code: 'ENOSPC' });
      };
      const node = await nodeWithFile(disks);
      expect(node.logLines).toContainEqual(
        expect.objectContaining({
          level: 'warn',
          message: 'the identity of the storage directory could not be saved',
        }),
      );
      node.storageDisk.wipe('.cockatiel');
      expect((await send(node, 'PUT', '/other', { body: 'other' })).status).toBe(201);
      disks[disk].intercept = () => undefined;
      expect(pending(await node.restart())).toBe(2);
    },
  );

  it('notices that another disk is mounted in place of the storage meanwhile', async () => {
    const node = await nodeWithFile();
    const { storageDisk } = node;
    storageDisk.intercept = ({ operation }) => {
      if (operation !== 'makeDirectory') return;
      storageDisk.intercept = () => undefined;
      storageDisk.device += 1;
      for (const path of ['.cockatiel', name]) storageDisk.wipe(path);
    };
    const next = await startOn(node, { storageDisk });
    expect(await next.ctx.storage.isInPlace()).toBe(false);
  });

  it('fails where saving the id fails with no error of a disk', async () => {
    const storageDisk = createMemoryDisk();
    storageDisk.intercept = ({ path }) => {
      if (path === '.cockatiel/id.new') throw new Error('A mistake of the program.');
    };
    await expect(createTestContext({ storageDisk })).rejects.toThrow('A mistake of the program.');
  });

  it('succeeds where an upload was cut off while no id could be saved', async () => {
    const { queueDisk, storageDisk } = await createTestContext();
    queueDisk.wipe('storage-id');
    storageDisk.wipe('.cockatiel/id');
    storageDisk.intercept = ({ path }) => {
      if (path === '.cockatiel/id.new') throw Object.assign(new Error(path), { code: 'ENOSPC' });
    };
    const node = await nodeWithFile({ queueDisk, storageDisk });
    // The power cut that leaves the record of an upload, and no file.
    storageDisk.wipe(name);
    storageDisk.intercept = () => undefined;
    expect(pending(await startOn(node, { storageDisk }))).toBe(1);
  });
});
