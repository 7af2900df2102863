import { expect, test } from 'vitest';
import { createTestContext } from '../support/create-test-context.ts';
import { systemError } from '../support/memory-tree.ts';
import { send } from '../support/send.ts';
import { sha1Of } from '../support/sha1-of.ts';

const stamp = `_1700000000_${sha1Of('content')}`;

function refuse(code: string, ...operations: string[]) {
  return (call: { operation: string; path: string }): undefined => {
    if (operations.includes(call.operation) && call.path.startsWith('stubborn')) {
      throw systemError(code, call.path);
    }
  };
}

test('a deletion is done although its empty directory can not be removed', async () => {
  const node = await createTestContext();
  await send(node, 'PUT', '/stubborn/file', { body: 'content' });
  node.storageDisk.intercept = refuse('EACCES', 'removeDirectory');
  expect((await send(node, 'DELETE', `/stubborn/file${stamp}`)).status).toBe(200);
});

test('a file that can not be removed is hidden, tried again at each start, and stops none', async () => {
  const node = await createTestContext({ segmentBytes: 1 });
  await send(node, 'PUT', '/stubborn/file', { body: 'content' });
  node.storageDisk.intercept = refuse('EACCES', 'remove');
  expect((await send(node, 'DELETE', `/stubborn/file${stamp}`)).status).toBe(500);
  expect((await send(node, 'GET', `/stubborn/file${stamp}`)).status).toBe(404);
  // Its record outlives the segments around it.
  for (const path of ['/a', '/b', '/c']) await send(node, 'PUT', path, { body: 'other' });
  const stuck = await node.restart();
  expect(stuck.logLines.map(({ message }) => message)).toContain(
    'a deleted file can not be removed from the disk',
  );
  expect((await send(stuck, 'PUT', '/other', { body: 'other' })).status).toBe(201);
});

test('a file that could not be removed goes at the next start that can', async () => {
  const node = await createTestContext({ segmentBytes: 1 });
  await send(node, 'PUT', '/stubborn/file', { body: 'content' });
  node.storageDisk.intercept = refuse('EIO', 'remove');
  await send(node, 'DELETE', `/stubborn/file${stamp}`);
  for (const path of ['/a', '/b', '/c']) await send(node, 'PUT', path, { body: 'other' });
  node.storageDisk.intercept = () => undefined;
  const next = await node.restart();
  expect(next.storageDisk.paths()).not.toContain(`stubborn/file${stamp}`);
});

test('a directory that never syncs ends the trust in the storage disk, not in others', async () => {
  const node = await createTestContext();
  await send(node, 'PUT', '/stubborn/first', { body: 'content' });
  node.storageDisk.intercept = refuse('EIO', 'syncDirectory');
  expect((await send(node, 'PUT', '/stubborn/second', { body: 'content' })).status).toBe(500);
  expect((await send(node, 'PUT', '/stubborn/third', { body: 'content' })).status).toBe(500);
  expect((await send(node, 'PUT', '/stubborn/fourth', { body: 'content' })).status).toBe(503);
});

test('a disk that folds capital letters is warned of at the start', async () => {
  const node = await createTestContext();
  node.storageDisk.write('.COCKATIEL', 'as such a disk would answer');
  const warned = await node.restart();
  expect(warned.logLines.map(({ message }) => message)).toContain(
    'the storage disk does not tell capital letters from small ones; names may collide',
  );
});
