import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBallast } from '../../../../lib/disk/ballast.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { createLedger } from '../../../support/node/ledger.ts';
import { send } from '../../../support/node/send.ts';

function usedBytes(disk: MemoryDisk): number {
  return disk.paths().reduce((sum, path) => sum + (disk.read(path)?.length ?? 0), 0);
}

/** A node whose queue's disk is full to the last byte. */
async function openFullNode(queueDisk = createMemoryDisk()): Promise<TestContext> {
  const node = await createTestContext({ queueDisk });
  await send(node, 'PUT', '/file', { body: 'content' });
  queueDisk.capacityBytes = usedBytes(queueDisk);
  return node;
}

const deletedName = (index: number): string => `gone_${index}_${'a'.repeat(40)}`;

describe('a ballast', () => {
  it('is written out in full', async () => {
    const disk = createMemoryDisk();
    const ballast = createBallast(disk.mount(), 100);
    expect(await ballast.acquire()).toBe(true);
    expect(disk.read('reserve')).toHaveLength(100);
    expect(ballast.held).toBe(true);
  });

  it('leaves nothing when it does not fit', async () => {
    const disk = createMemoryDisk();
    disk.capacityBytes = 99;
    const ballast = createBallast(disk.mount(), 100);
    expect(await ballast.acquire()).toBe(false);
    expect(disk.paths()).toEqual([]);
    expect(disk.openFileCount).toBe(0);
  });

  it('is not held when writing it failed', async () => {
    const disk = createMemoryDisk();
    const ballast = createBallast(disk.mount(), 100);
    disk.intercept = ({ operation, path }) => {
      if (operation === 'sync') throw systemError('EIO', path);
    };
    await expect(ballast.acquire()).rejects.toMatchObject({ code: 'EIO' });
    expect(ballast.held).toBe(false);
    expect(disk.paths()).toEqual([]);
  });

  it('is written once for concurrent callers', async () => {
    const disk = createMemoryDisk();
    const ballast = createBallast(disk.mount(), 100);
    expect(await Promise.all([ballast.acquire(), ballast.acquire()])).toEqual([true, true]);
  });

  it('can not be acquired while work that needs its space is in progress', async () => {
    const disk = createMemoryDisk();
    disk.capacityBytes = 100;
    const files = disk.mount();
    const ballast = createBallast(files, 100);
    await ballast.acquire();
    const spending = ballast.releaseFor(async () => {
      const file = await files.create('record');
      await file.write(new Uint8Array(50));
      await file.close();
    });
    const acquiring = ballast.acquire();
    await spending;
    expect(await acquiring).toBe(false);
    expect(disk.paths()).toEqual(['record']);
  });
});

describe('a full queue disk', () => {
  it('still accepts deletions, but no uploads until there is free space', async () => {
    const node = await openFullNode();
    expect((await send(node, 'DELETE', `/${deletedName(1)}`)).status).toBe(404);
    expect((await send(node, 'PUT', '/another', { body: 'x' })).status).toBe(507);
    expect(await node.ctx.tombstones.has(deletedName(1) as never)).toBe(true);
    node.queueDisk.capacityBytes = Number.POSITIVE_INFINITY;
    expect((await send(node, 'PUT', '/another', { body: 'x' })).status).toBe(201);
  });

  it('refuses the record of an upload that was admitted before', async () => {
    const node = await openFullNode();
    const response = await send(node, 'PUT', '/another', { body: 'x' });
    expect(response.status).toBe(507);
    expect(node.storageDisk.paths()).toHaveLength(1);
  });

  it('accepts deletions that are concurrent with each other and with uploads', async () => {
    const node = await openFullNode();
    const deletions = Array.from({ length: 8 }, (_, index) => deletedName(index));
    const [statuses] = await Promise.all([
      Promise.all(deletions.map((name) => send(node, 'DELETE', `/${name}`))),
      Promise.all(deletions.map((name) => send(node, 'PUT', `/${name}.txt`, { body: 'x' }))),
    ]);
    expect(statuses.map((response) => response.status)).toEqual(deletions.map(() => 404));
    expect((await send(node, 'PUT', '/late', { body: 'x' })).status).toBe(507);
    const after = await node.restartAfterCrash();
    for (const name of deletions) expect(await after.ctx.tombstones.has(name as never)).toBe(true);
  });

  it('does not stop a start, and loses nothing', async () => {
    const ledger = createLedger();
    let node = await createTestContext();
    await ledger.put(node, 'file', 'content');
    const name = ledger.nameOf(node, 'other', 'other');
    await ledger.delete(node, name);
    node.queueDisk.write('junk', new Uint8Array(5000));
    node.queueDisk.wipe('reserve');
    node.queueDisk.capacityBytes = usedBytes(node.queueDisk);
    node = await node.restartAfterCrash();
    await ledger.check(node, 'tidy');
    expect((await send(node, 'PUT', '/new', { body: 'x' })).status).toBe(507);
    node.queueDisk.wipe('junk');
    await ledger.delete(node, ledger.nameOf(node, 'more', 'more'));
    expect((await ledger.put(node, 'new', 'x')).status).toBe(201);
    node = await node.restartAfterCrash();
    await ledger.check(node, 'tidy');
  });

  it('does not stop a start that finds segments to remove', async () => {
    const node = await createTestContext({ segmentBytes: 1 });
    await send(node, 'DELETE', `/${deletedName(1)}`);
    node.queueDisk.wipe('reserve');
    node.queueDisk.capacityBytes = usedBytes(node.queueDisk);
    const after = await node.restartAfterCrash();
    expect(await after.ctx.tombstones.has(deletedName(1) as never)).toBe(true);
  });

  it('loses nothing, whatever fills it and whenever space is freed', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('put' as const), index: fc.nat(5) }),
      fc.record({ kind: fc.constant('delete' as const), index: fc.nat(5) }),
      fc.record({ kind: fc.constant('fill' as const), index: fc.nat(200) }),
      fc.record({ kind: fc.constant('free' as const), index: fc.nat(6000) }),
      fc.record({ kind: fc.constant('crash' as const), index: fc.nat(1) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const ledger = createLedger();
        let node = await createTestContext({ segmentBytes: 400 });
        for (const { kind, index } of steps) {
          const { queueDisk } = node;
          if (kind === 'put') await ledger.put(node, `file${index}`, 'content');
          if (kind === 'delete') {
            await ledger.delete(node, ledger.nameOf(node, `file${index}`, 'content'));
          }
          if (kind === 'fill') queueDisk.capacityBytes = usedBytes(queueDisk) + index;
          if (kind === 'free') queueDisk.capacityBytes = usedBytes(queueDisk) + index;
          if (kind === 'crash') node = await node.restartAfterCrash();
        }
        node = await node.restartAfterCrash();
        await ledger.check(node, 'tidy');
      }),
      { numRuns: 60 },
    );
  });
});
