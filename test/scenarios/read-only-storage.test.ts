import { expect, it } from 'vitest';
import type { DiskCall } from '../support/disk/disk-session.ts';
import { systemError } from '../support/disk/memory-tree.ts';
import { createTestContext, type TestContext } from '../support/node/create-test-context.ts';
import { send } from '../support/node/send.ts';

async function openFailing(code: string, operation: DiskCall['operation']): Promise<TestContext> {
  const node = await createTestContext();
  await send(node, 'PUT', '/first', { body: 'content' });
  node.storageDisk.intercept = (call) => {
    if (call.operation === operation) throw systemError(code, call.path);
  };
  return node;
}

it('a deletion that finds the storage disk read-only stops writes, and gives the reason', async () => {
  const node = await openFailing('EROFS', 'remove');
  const [path = ''] = node.storageDisk.paths().filter((name) => name.startsWith('first'));
  expect((await send(node, 'DELETE', `/${path}`)).status).toBe(500);
  expect(node.ctx.health.readOnlyReason).toMatch('EROFS');
  expect((await send(node, 'DELETE', `/${path}`)).status).toBe(503);
  expect((await send(node, 'GET', `/${path}`)).status).toBe(404);
});

it('a storage disk on which every rename fails makes the node read-only', async () => {
  const node = await openFailing('EIO', 'rename');
  expect((await send(node, 'PUT', '/second', { body: 'content' })).status).toBe(500);
  expect((await send(node, 'PUT', '/third', { body: 'content' })).status).toBe(500);
  expect((await send(node, 'PUT', '/fourth', { body: 'content' })).status).toBe(503);
  expect(node.ctx.health.readOnlyReason).toMatch('EIO');
});
