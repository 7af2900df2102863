import { describe, expect, test } from 'vitest';
import { diskImage } from '../../../support/disk/disk-image.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const body = 'hello world';
const h = sha1Of(body);
const stored = `/a_1700000000_${h}`;
const mebibyte = 1024 * 1024;
const disks = ['storageDisk', 'queueDisk'] as const;

/** Sets the free space of a disk of the node, which must keep a mebibyte. */
function leave(node: TestContext, disk: (typeof disks)[number], freeBytes: number): void {
  node[disk].space = { ...node[disk].space, freeBytes, totalBytes: 1024 * mebibyte };
  node.clock.ms += 1000;
}

function nodeWithReserve(): Promise<TestContext> {
  return createTestContext({ minFreeBytes: mebibyte });
}

describe.each([
  ['a client', '/a', {}],
  ['a peer', stored, peerHeaders],
])('an upload by %s', (_, path, headers) => {
  test.each(disks)(
    'is rejected before its body is read when the %s is nearly full',
    async (disk) => {
      const node = await nodeWithReserve();
      leave(node, disk, mebibyte);
      const before = diskImage(node);
      const unread = bodyStream(() => {
        throw new Error('The body was read.');
      });
      const response = await send(node, 'PUT', path, { headers, body: unread });
      expect(response.status).toBe(507);
      expect(await response.text()).toBe('The disk has too little free space for this upload.\n');
      expect(diskImage(node)).toEqual(before);
      leave(node, disk, 2 * mebibyte);
      expect((await send(node, 'PUT', path, { headers, body })).status).toBe(201);
    },
  );

  test('is rejected by its length when that would not fit', async () => {
    const node = await nodeWithReserve();
    leave(node, 'storageDisk', 3 * mebibyte);
    const unread = bodyStream(() => {
      throw new Error('The body was read.');
    });
    const tooLong = { ...headers, 'Content-Length': String(2 * mebibyte + 1) };
    expect((await send(node, 'PUT', path, { headers: tooLong, body: unread })).status).toBe(507);
  });

  test('without a length is rejected when the disk runs out of free space, and leaves nothing', async () => {
    const node = await nodeWithReserve();
    leave(node, 'storageDisk', 2 * mebibyte);
    const before = diskImage(node);
    const endless = bodyStream(
      'hello ',
      () => leave(node, 'storageDisk', mebibyte),
      'world',
      () => {
        throw new Error('The body was read to its end.');
      },
    );
    expect((await send(node, 'PUT', path, { headers, body: endless })).status).toBe(507);
    expect(diskImage(node)).toEqual(before);
    expect(node.storageDisk.openFileCount).toBe(0);
  });

  test.each(disks)('is stored when statfs of the %s fails', async (disk) => {
    const node = await nodeWithReserve();
    leave(node, disk, 0);
    node[disk].intercept = ({ operation, path: at }) => {
      if (operation === 'statfs') throw systemError('EIO', at);
    };
    expect((await send(node, 'PUT', path, { headers, body })).status).toBe(201);
  });
});

describe('when uploads are rejected for lack of free space', () => {
  async function fullNode(): Promise<TestContext> {
    const node = await nodeWithReserve();
    expect((await send(node, 'PUT', '/a', { body })).status).toBe(201);
    for (const disk of disks) leave(node, disk, 0);
    return node;
  }

  test('files are read and deleted', async () => {
    const node = await fullNode();
    expect(await (await send(node, 'GET', stored)).text()).toBe(body);
    expect((await send(node, 'DELETE', stored)).status).toBe(200);
    expect((await send(node, 'DELETE', `/b_1_${h}`)).status).toBe(404);
    expect(await node.ctx.tombstones.has(`b_1_${h}` as never)).toBe(true);
  });

  test('a peer gets a 302 for a file that is there already', async () => {
    const node = await fullNode();
    expect((await send(node, 'PUT', stored, { headers: peerHeaders, body })).status).toBe(302);
  });

  test('a copy that was found there is still recorded, because that takes little space', async () => {
    const full = await fullNode();
    const node = await full.restart();
    const { status } = await send(node, 'PUT', stored, { headers: peerHeaders, body });
    expect(status).toBe(302);
  });

  test('a copy that was found there is not recorded in the ballast', async () => {
    const full = await fullNode();
    full.queueDisk.intercept = ({ operation, path }) => {
      if (operation === 'write' && path === 'reserve') throw systemError('ENOSPC', path);
    };
    const node = await full.restart();
    const { status } = await send(node, 'PUT', stored, { headers: peerHeaders, body });
    expect(status).toBe(507);
  });
});
