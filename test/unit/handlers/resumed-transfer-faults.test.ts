import { describe, expect, test } from 'vitest';
import type { DiskCall } from '../../support/disk/disk-session.ts';
import { systemError } from '../../support/disk/memory-tree.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { cut, offer, peerName, sendRest } from '../../support/node/send-rest.ts';

describe('a transfer that the disk fails', () => {
  const content = 'one is large';
  const name = peerName(content);

  /** Begins to send a content that breaks off after three bytes. */
  async function begin(node: TestContext): Promise<void> {
    expect((await sendRest(node, content, 0, ['one', cut])).status).toBe(400);
  }

  const failing = (operation: DiskCall['operation'], code: string) => (call: DiskCall) => {
    if (call.operation === operation && call.path.includes('partial')) {
      throw systemError(code, call.path);
    }
  };

  test.each([
    ['write', 'ENOSPC', 507],
    ['write', 'EIO', 500],
    ['sync', 'EIO', 500],
    ['rename', 'EIO', 500],
    ['syncDirectory', 'EIO', 500],
    ['read', 'EIO', 500],
  ] as const)(
    'at its %s with %s leaves nothing, and starts again from the first byte',
    async (operation, code, status) => {
      const begun = await createTestContext();
      await begin(begun);
      const node = await begun.restart();
      // A rename goes by the path that it leads to.
      node.storageDisk.intercept = (call) => {
        if (operation !== 'rename') failing(operation, code)(call);
        else if (call.operation === 'rename') throw systemError(code, call.path);
      };
      expect((await sendRest(node, content, 3)).status).toBe(status);
      node.storageDisk.intercept = () => undefined;
      expect(node.storageDisk.paths()).toEqual([]);
      expect(node.storageDisk.openFileCount).toBe(0);
      expect(await offer(node, content)).toEqual([404, '0']);
      expect((await sendRest(node, content, 0)).status).toBe(201);
      expect(node.storageDisk.paths()).toEqual([name]);
    },
  );

  test('while its partial is made durable leaves nothing', async () => {
    const node = await createTestContext();
    node.storageDisk.intercept = failing('sync', 'EIO');
    await begin(node);
    node.storageDisk.intercept = () => undefined;
    expect(node.storageDisk.paths()).toEqual([]);
    expect(node.storageDisk.openFileCount).toBe(0);
  });

  test("when its partial can't be opened keeps that", async () => {
    const node = await createTestContext();
    await begin(node);
    node.storageDisk.intercept = failing('append', 'EMFILE');
    expect((await sendRest(node, content, 3)).status).toBe(503);
    node.storageDisk.intercept = () => undefined;
    expect(await offer(node, content)).toEqual([404, '3']);
  });

  test('is kept also if the directory has vanished', async () => {
    const node = await createTestContext();
    node.storageDisk.wipe('');
    expect((await sendRest(node, content, 0)).status).toBe(201);
    expect(node.storageDisk.paths()).toEqual([name]);
  });
});
