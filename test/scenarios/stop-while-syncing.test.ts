import { expect, it } from 'vitest';
import { createTestContext } from '../support/node/create-test-context.ts';
import { createGate } from '../support/node/gate.ts';
import { send } from '../support/node/send.ts';
import { settleMicrotasks } from '../support/node/settle-microtasks.ts';

it('a node that stops leaves no file open, not even that of a rejected upload', async () => {
  const node = await createTestContext();
  const gate = createGate();
  node.storageDisk.intercept = async ({ operation }) => {
    if (operation === 'sync') await gate.opened;
  };
  const headers = { 'X-Content-SHA1': '0'.repeat(40) };
  const response = await send(node, 'PUT', '/file', { headers, body: 'content' });
  expect(response.status).toBe(400);
  expect(node.storageDisk.openFileCount).toBe(1);
  let isClosed = false;
  const closing = node.close().then(() => {
    isClosed = true;
  });
  await settleMicrotasks();
  expect(isClosed).toBe(false);
  gate.open();
  await closing;
  expect(node.storageDisk.openFileCount).toBe(0);
});
