import { beforeEach, expect, it } from 'vitest';
import { openAdoption } from '../../../../lib/maintenance/open-adoption.ts';
import { createSha1 } from '../../../../runtime/node/hash.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { nameOf, storeFile } from '../../../support/disk/open-test-storage.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { send } from '../../../support/node/send.ts';
import { silentLog } from '../../../support/node/silent-log.ts';

const config = { peerUrls: ['http://peer'] };
const gone = nameOf('gone', 'gone');

/** A node that has deleted a file, and was killed. */
async function killedNode(): Promise<TestContext> {
  const node = await createTestContext({ config });
  await send(node, 'DELETE', `/${gone}`);
  for (const disk of [node.storageDisk, node.queueDisk]) disk.kill();
  return node;
}

/** The directories that were locked again since the test began. */
let locked: string[] = [];
beforeEach(() => {
  locked = [];
});

function open(storage: MemoryDisk, queue?: MemoryDisk, acceptNewStorage = false) {
  return openAdoption({
    storage: storage.mount(),
    queue: queue?.mount(),
    createSha1,
    createId: () => 'fedcba9876543210',
    clock: { nowMs: () => 0 },
    log: silentLog,
    lock: async (directory) => void locked.push(directory),
    acceptNewStorage,
    minFreeBytes: 0,
  });
}

it('opens the storage of a node, which starts on it again', async () => {
  const node = await killedNode();
  const { storageDisk, queueDisk } = node;
  storageDisk.write('.cockatiel/staging/7', 'half a body of an earlier run');
  const { storage, tombstones } = await open(storageDisk, queueDisk);
  expect(storageDisk.paths()).toEqual([]);
  expect(await tombstones.has(gone)).toBe(true);
  const name = await storeFile(storage as never, 'file', 'content');
  const next = await node.restartAfterKill();
  expect((await send(next, 'GET', `/${name}`)).status).toBe(200);
});

it('knows of no deletions without a queue, and takes any storage', async () => {
  const { storageDisk } = await killedNode();
  const { tombstones } = await open(storageDisk);
  expect(await tombstones.has(gone)).toBe(false);
});

it('refuses a storage that the queue does not remember, and leaves it as it is', async () => {
  const { queueDisk } = await killedNode();
  const other = createMemoryDisk();
  await expect(open(other, queueDisk)).rejects.toMatchObject({ name: 'StorageIdentityError' });
  expect(other.directories()).toEqual([]);
});

it('takes another storage on purpose, on which the node starts', async () => {
  const node = await killedNode();
  const other = createMemoryDisk();
  const { storage } = await open(other, node.queueDisk, true);
  const name = await storeFile(storage as never, 'file', 'content');
  const next = await createTestContext({ config, storageDisk: other, queueDisk: node.queueDisk });
  expect((await send(next, 'GET', `/${name}`)).status).toBe(200);
});

it('makes no directory again that is removed meanwhile', async () => {
  const disk = createMemoryDisk();
  const { storage } = await open(disk);
  disk.wipe('');
  await expect(storeFile(storage as never, 'file', 'content')).rejects.toMatchObject({
    name: 'StorageMissingError',
  });
  expect(disk.paths()).toEqual([]);
});

it('locks the storage again where its working directory is removed meanwhile', async () => {
  const disk = createMemoryDisk();
  const { storage } = await open(disk);
  disk.wipe('.cockatiel');
  const name = await storeFile(storage as never, 'file', 'content');
  expect(disk.paths()).toEqual([name]);
  expect(locked).toEqual(['storage']);
});

it('says of a corrupt copy no more than that it was replaced', async () => {
  const disk = createMemoryDisk();
  const { storage } = await open(disk);
  disk.write(gone, 'rot');
  expect(await storage.stateOf(gone)).toBe('corrupt');
});

it('rejects a file that would go to another disk', async () => {
  const disk = createMemoryDisk();
  const { storage } = await open(disk);
  disk.device = 2;
  disk.wipe('.cockatiel/id');
  await expect(storeFile(storage as never, 'file', 'content')).rejects.toMatchObject({
    name: 'StorageMissingError',
  });
});
