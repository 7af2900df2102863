import { expect, it } from 'vitest';
import { createTestContext } from '../support/node/create-test-context.ts';
import { expectClosedAfter } from '../support/node/expect-closed-after.ts';
import { createGate } from '../support/node/gate.ts';
import { send } from '../support/node/send.ts';

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
  await expectClosedAfter(gate, node);
  expect(node.storageDisk.openFileCount).toBe(0);
});
