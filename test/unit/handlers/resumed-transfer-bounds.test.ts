import { describe, expect, test } from 'vitest';
import { systemError } from '../../support/disk/memory-tree.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { createGate } from '../../support/node/gate.ts';
import { send } from '../../support/node/send.ts';
import { cut, offer, sendRest } from '../../support/node/send-rest.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const dayMs = 24 * 60 * 60 * 1000;
const mebibyte = 1024 * 1024;
const contents = ['one is large', 'two is large', 'three is large'];
const partialOf = (content: string): string => `.cockatiel/partial/${sha1Of(content)}`;

/** Begins to send contents that break off after three bytes, a second apart. */
async function beginAll(node: TestContext, which = contents): Promise<void> {
  for (const content of which) {
    node.clock.ms += 1000;
    expect((await sendRest(node, content, 0, [content.slice(0, 3), cut])).status).toBe(400);
  }
}

async function offsets(node: TestContext): Promise<readonly (string | null)[]> {
  const offsets: (string | null)[] = [];
  for (const content of contents) offsets.push((await offer(node, content))[1]);
  return offsets;
}

describe('interrupted transfers are bounded', () => {
  test('in number: the oldest is removed first', async () => {
    const node = await createTestContext({ transferLimits: { maxPartials: 2 } });
    await beginAll(node);
    expect(await offsets(node)).toEqual(['0', '3', '3']);
    expect(node.storageDisk.paths()).toHaveLength(2);
  });

  test('in number at a start, too', async () => {
    const node = await createTestContext();
    await beginAll(node);
    await node.close();
    const next = await createTestContext({ ...node, transferLimits: { maxPartials: 1 } });
    expect(await offsets(next)).toEqual(['0', '0', '3']);
  });

  test.each([dayMs + 1, -dayMs - 5000])('in age: they are removed after %i ms', async (ms) => {
    const node = await createTestContext();
    await beginAll(node);
    node.clock.ms += ms;
    expect((await send(node, 'PUT', '/any', { body: 'any' })).status).toBe(201);
    expect(node.storageDisk.paths()).toHaveLength(1);
    expect(await offsets(node)).toEqual(['0', '0', '0']);
  });

  test('in age at a start, too, by when their last byte came', async () => {
    const node = await createTestContext();
    await beginAll(node);
    node.clock.ms += dayMs;
    expect((await sendRest(node, 'two is large', 3, ['+', cut])).status).toBe(400);
    node.clock.ms += 10_000;
    expect(await offsets(await node.restartAfterKill())).toEqual(['0', '4', '0']);
  });

  test('and foreign files among them are removed at a start', async () => {
    const node = await createTestContext();
    await beginAll(node, ['one is large']);
    node.storageDisk.write('.cockatiel/partial/other', 'x');
    node.storageDisk.write(partialOf('nothing'), '');
    node.storageDisk.plant(partialOf('a link'), 'link');
    const next = await node.restart();
    expect(next.storageDisk.paths()).toEqual([partialOf('one is large')]);
  });

  test('and none is resumed while it is removed', async () => {
    const node = await createTestContext({ transferLimits: { maxPartials: 1 } });
    await beginAll(node, ['one is large']);
    const [reached, gate] = [createGate(), createGate()];
    node.storageDisk.intercept = async ({ operation, path }) => {
      if (operation !== 'remove' || path !== partialOf('one is large')) return;
      reached.open();
      await gate.opened;
    };
    const beginning = beginAll(node, ['two is large']);
    await reached.opened;
    expect((await sendRest(node, 'one is large', 3)).status).toBe(503);
    gate.open();
    await beginning;
    expect((await sendRest(node, 'one is large', 0)).status).toBe(201);
  });

  test("one that can't be removed is removed at the next start", async () => {
    const node = await createTestContext({ transferLimits: { maxPartials: 1 } });
    await beginAll(node, ['one is large']);
    node.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'remove' && path === partialOf('one is large'))
        throw systemError('EIO', path);
    };
    await beginAll(node, ['two is large']);
    expect(node.storageDisk.paths()).toHaveLength(2);
    node.storageDisk.intercept = () => undefined;
    expect((await node.restart()).storageDisk.paths()).toEqual([partialOf('two is large')]);
  });
});

describe('where the disk is short of space interrupted transfers are removed first', () => {
  /**
   * A disk with little space beside its mebibyte, where three bytes of a partial are a lot.
   */
  async function nodeOnSmallDisk(): Promise<TestContext> {
    const node = await createTestContext({ minFreeBytes: mebibyte });
    await beginAll(node);
    const fill = (freeBytes: number): void => {
      node.storageDisk.space = { ...node.storageDisk.space, freeBytes: mebibyte + freeBytes };
    };
    fill(0);
    node.storageDisk.intercept = ({ operation, path }) => {
      const isPartial = path.startsWith('.cockatiel/partial/');
      if (operation !== 'remove' || !isPartial || node.storageDisk.read(path) === undefined) return;
      fill(node.storageDisk.space.freeBytes - mebibyte + 5000);
    };
    node.clock.ms += 1000;
    return node;
  }

  test('the oldest first, and no more of them than needed', async () => {
    const node = await nodeOnSmallDisk();
    expect((await send(node, 'PUT', '/any', { body: 'any' })).status).toBe(201);
    expect(await offsets(node)).toEqual(['0', '3', '3']);
  });

  test('and for the records of the queue, if that is on the same disk', async () => {
    const node = await nodeOnSmallDisk();
    node.queueDisk.space = { ...node.storageDisk.space, freeBytes: mebibyte };
    expect((await send(node, 'PUT', '/any', { body: 'any' })).status).toBe(507);
    expect(await offsets(node)).toEqual(['0', '0', '0']);
  });

  test('also where free space is not checked: one upload is rejected, and the next is not', async () => {
    const node = await createTestContext({ minFreeBytes: 0 });
    await beginAll(node);
    // Its id takes some.
    node.storageDisk.capacityBytes = '0123456789abcdef\n'.length + 10;
    expect((await send(node, 'PUT', '/any', { body: 'any' })).status).toBe(507);
    expect(await offsets(node)).toEqual(['0', '0', '0']);
    expect((await send(node, 'PUT', '/any', { body: 'any' })).status).toBe(201);
  });

  test('but not for an upload that only announces its size', async () => {
    const node = await nodeOnSmallDisk();
    const headers = { 'Content-Length': String(2 ** 30) };
    expect((await send(node, 'PUT', '/any', { headers, body: 'any' })).status).toBe(507);
    expect(await offsets(node)).toEqual(['3', '3', '3']);
  });

  test('but never for their own rest', async () => {
    const node = await createTestContext({ minFreeBytes: mebibyte });
    await beginAll(node, ['one is large']);
    node.storageDisk.space = { ...node.storageDisk.space, freeBytes: mebibyte };
    node.clock.ms += 1000;
    expect((await sendRest(node, 'one is large', 3)).status).toBe(507);
    expect(await offsets(node)).toEqual(['3', '0', '0']);
  });

  test('those in progress stay, and continue when there is space', async () => {
    const node = await createTestContext({ minFreeBytes: mebibyte });
    await beginAll(node, ['one is large']);
    const fill = (): void => {
      node.storageDisk.space = { ...node.storageDisk.space, freeBytes: mebibyte };
      node.clock.ms += 1000;
    };
    expect((await sendRest(node, 'one is large', 3, [' is', fill, ' large'])).status).toBe(507);
    expect(await offsets(node)).toEqual(['6', '0', '0']);
    node.storageDisk.space = { ...node.storageDisk.space, freeBytes: 2 ** 40 };
    expect((await sendRest(node, 'one is large', 6)).status).toBe(201);
  });
});
