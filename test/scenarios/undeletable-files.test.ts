import { expect, test } from 'vitest';
import { createMemoryDisk } from '../support/disk/memory-disk.ts';
import { systemError } from '../support/disk/memory-tree.ts';
import { createAcceptingPeers } from '../support/node/accepting-peers.ts';
import { createTestContext } from '../support/node/create-test-context.ts';
import { pending } from '../support/node/pending.ts';
import { send } from '../support/node/send.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

const stamp = `_1700000000_${sha1Of('content')}`;

function refuse(code: string, ...operations: string[]) {
  return (call: { operation: string; path: string }): undefined => {
    if (operations.includes(call.operation) && call.path.startsWith('stubborn')) {
      throw systemError(code, call.path);
    }
  };
}

test("a deletion succeeds although its empty directory can't be removed", async () => {
  const node = await createTestContext();
  await send(node, 'PUT', '/stubborn/file', { body: 'content' });
  node.storageDisk.intercept = refuse('EACCES', 'removeDirectory');
  expect((await send(node, 'DELETE', `/stubborn/file${stamp}`)).status).toBe(200);
});

test("a file that can't be removed is hidden, and its removal is retried at each start", async () => {
  const node = await createTestContext({ segmentBytes: 1 });
  await send(node, 'PUT', '/stubborn/file', { body: 'content' });
  node.storageDisk.intercept = refuse('EACCES', 'remove');
  expect((await send(node, 'DELETE', `/stubborn/file${stamp}`)).status).toBe(500);
  expect((await send(node, 'GET', `/stubborn/file${stamp}`)).status).toBe(404);
  // Its record is kept longer than the segments around it.
  for (const path of ['/a', '/b', '/c']) await send(node, 'PUT', path, { body: 'other' });
  const stuck = await node.restart();
  expect(stuck.logLines.map(({ message }) => message)).toContain(
    'a deleted file can not be removed from the disk',
  );
  expect((await send(stuck, 'PUT', '/other', { body: 'other' })).status).toBe(201);
});

test('a file that could not be removed is removed by the next start that can', async () => {
  const node = await createTestContext({ segmentBytes: 1 });
  await send(node, 'PUT', '/stubborn/file', { body: 'content' });
  node.storageDisk.intercept = refuse('EIO', 'remove');
  await send(node, 'DELETE', `/stubborn/file${stamp}`);
  for (const path of ['/a', '/b', '/c']) await send(node, 'PUT', path, { body: 'other' });
  node.storageDisk.intercept = () => undefined;
  const next = await node.restart();
  expect(next.storageDisk.paths()).not.toContain(`stubborn/file${stamp}`);
});

test("what can't be removed at one start is retried at every later one", async () => {
  const name = `stubborn/file${stamp}`;
  let node = await createTestContext({ segmentBytes: 1, config: { peerUrls: ['http://peer'] } });
  await send(node, 'PUT', '/stubborn/file', { body: 'content' });
  node.storageDisk.intercept = refuse('EIO', 'remove');
  await send(node, 'DELETE', `/${name}`);
  for (let start = 0; start < 3; start += 1) {
    await send(node, 'PUT', `/${start}`, { body: 'other' });
    await createAcceptingPeers(['http://peer']).settle(node, 0);
    await node.cluster.save();
    node = await node.restart();
  }
  expect(node.storageDisk.paths()).toContain(name);
  node.storageDisk.intercept = () => undefined;
  node = await node.restart();
  expect(node.storageDisk.paths()).not.toContain(name);
});

test('a removal that fails at every start adds one record at each', async () => {
  let node = await createTestContext({ config: { peerUrls: ['http://peer'] } });
  node.storageDisk.write(`stubborn/file${stamp}`, 'content');
  node.storageDisk.intercept = refuse('EACCES', 'remove');
  await send(node, 'DELETE', `/stubborn/file${stamp}`);
  for (let start = 0; start < 4; start += 1) node = await node.restart();
  expect(pending(node)).toBe(5);
});

test('a file that the Python version could not remove is removed by a later start, too', async () => {
  const [storageDisk, queueDisk] = [createMemoryDisk(), createMemoryDisk()];
  storageDisk.write(`stubborn/file${stamp}`, 'content');
  queueDisk.write('deletion.log', `stubborn/file${stamp}\n`);
  storageDisk.intercept = refuse('EACCES', 'remove');
  let node = await createTestContext({ storageDisk, queueDisk });
  await send(node, 'PUT', '/other', { body: 'content' });
  node = await node.restartAfterCrash();
  storageDisk.intercept = () => undefined;
  node = await node.restartAfterCrash();
  expect(node.storageDisk.paths()).toEqual([`other${stamp}`]);
});

test("a node that can't remove a file starts also on a full disk", async () => {
  const first = await createTestContext();
  const { storageDisk, queueDisk } = first;
  await send(first, 'PUT', '/stubborn/file', { body: 'content' });
  storageDisk.intercept = refuse('EACCES', 'remove');
  await send(first, 'DELETE', `/stubborn/file${stamp}`);
  queueDisk.capacityBytes = 0;
  const node = await first.restartAfterKill();
  expect((await send(node, 'GET', `/stubborn/file${stamp}`)).status).toBe(404);
  expect(node.logLines.map(({ message }) => message)).toContain(
    'a deleted file may stay on the disk: no free space to record it',
  );
  queueDisk.capacityBytes = Infinity;
  queueDisk.intercept = ({ operation, path }) => {
    if (operation === 'rename' && path.startsWith('journal/')) throw systemError('EIO', path);
  };
  await expect(node.restartAfterKill()).rejects.toMatchObject({ code: 'EIO' });
});

test("a directory that can't be read does not stop a start, and its files are removed later", async () => {
  const node = await createTestContext();
  await send(node, 'PUT', '/stubborn/file', { body: 'content' });
  await send(node, 'PUT', '/stubborn/other', { body: 'content' });
  node.storageDisk.intercept = refuse('EACCES', 'remove', 'list');
  await send(node, 'DELETE', `/stubborn/file${stamp}`);
  await node.restart();
  node.storageDisk.intercept = refuse('EACCES', 'list');
  const next = await node.restart();
  expect(next.storageDisk.paths()).toEqual([`stubborn/other${stamp}`]);
});

test('a directory whose sync always fails makes the node read-only', async () => {
  const node = await createTestContext();
  await send(node, 'PUT', '/stubborn/first', { body: 'content' });
  node.storageDisk.intercept = refuse('EIO', 'syncDirectory');
  expect((await send(node, 'PUT', '/stubborn/second', { body: 'content' })).status).toBe(500);
  expect((await send(node, 'PUT', '/stubborn/third', { body: 'content' })).status).toBe(500);
  expect((await send(node, 'PUT', '/stubborn/fourth', { body: 'content' })).status).toBe(503);
});

test('a disk that ignores the case of letters is logged as a warning at the start', async () => {
  const node = await createTestContext();
  node.storageDisk.write('.COCKATIEL', 'as such a disk would respond');
  const warned = await node.restart();
  expect(warned.logLines.map(({ message }) => message)).toContain(
    'the storage disk is case-insensitive; names that differ only in case collide',
  );
  const stats: string[] = [];
  warned.storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'stat') stats.push(path);
  };
  const { headers } = await send(warned, 'PUT', '/Foo', { body: 'content' });
  expect(stats).toContain(headers.get('location')?.slice(1));
});
