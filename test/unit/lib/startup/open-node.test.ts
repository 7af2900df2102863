import { describe, expect, it } from 'vitest';
import { openDiskNode } from '../../../../lib/startup/open-disk-node.ts';
import { createSha1 } from '../../../../runtime/node/hash.ts';
import { atEveryDiskCall, clearFault, injectFault } from '../../../support/disk/faults.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { createLedger, type Ledger } from '../../../support/node/ledger.ts';
import { send } from '../../../support/node/send.ts';
import { silentLog } from '../../../support/node/silent-log.ts';
import { createTestAccess } from '../../../support/node/test-access.ts';

const segmentBytes = 300;

/**
 * Disks as a kill left them: sealed segments, a torn record, staged bytes, deleted files that are
 * still there.
 */
async function leaveHalfDone(ledger: Ledger): Promise<TestContext> {
  const node = await createTestContext({ segmentBytes });
  const { storageDisk, queueDisk } = node;
  for (const word of ['one', 'two', 'three', 'four']) {
    await ledger.put(node, `${word}/file.txt`, word);
  }
  const deleted = ledger.nameOf(node, 'one/file.txt', 'one');
  const content = storageDisk.read(deleted) as Uint8Array;
  await ledger.delete(node, deleted);
  storageDisk.write(deleted, content);
  storageDisk.write('.cockatiel/staging/7', 'half a bo');
  const last = queueDisk.paths().findLast((path) => path.startsWith('journal/')) as string;
  tear(queueDisk, last);
  return node;
}

function tear(disk: MemoryDisk, path: string): void {
  const whole = disk.read(path) as Uint8Array;
  const torn = new Uint8Array(whole.length + 9);
  torn.set(whole);
  torn.set(new TextEncoder().encode('0badf00d '), whole.length);
  disk.write(path, torn);
}

describe('a start', () => {
  it('that fails leaves no file open', async () => {
    await atEveryDiskCall(async (nth) => {
      const node = await leaveHalfDone(createLedger());
      node.storageDisk.kill();
      node.queueDisk.kill();
      const outcome = injectFault(node, 'EIO', nth);
      const { storageDisk, queueDisk } = node;
      const opening = createTestContext({ segmentBytes, storageDisk, queueDisk });
      const opened = await opening.catch(() => undefined);
      clearFault(node);
      await opened?.close();
      expect(storageDisk.openFileCount + queueDisk.openFileCount).toBe(0);
      return outcome.met !== undefined;
    });
  });

  it('makes removals durable that the last process did not sync', async () => {
    const node = await createTestContext({ segmentBytes });
    const ledger = createLedger();
    await ledger.put(node, 'dir/file', 'content');
    const name = ledger.nameOf(node, 'dir/file', 'content');
    node.storageDisk.intercept = ({ operation }) => {
      if (operation === 'syncDirectory') node.storageDisk.kill();
    };
    await ledger.delete(node, name);
    clearFault(node);
    const next = await node.restartAfterKill();
    await ledger.delete(next, name);
    for (let count = 0; count < 20; count += 1) await ledger.put(next, `${count}`, 'more');
    const last = await next.restartAfterCrash();
    await ledger.check(last, 'tidy');
    expect(last.storageDisk.paths()).not.toContain(name);
  });

  it('removes the directories that the last process left empty', async () => {
    const node = await createTestContext();
    const ledger = createLedger();
    await ledger.put(node, 'a/b/file', 'content');
    node.storageDisk.intercept = ({ operation }) => {
      if (operation === 'removeDirectory') node.storageDisk.kill();
    };
    await ledger.delete(node, ledger.nameOf(node, 'a/b/file', 'content'));
    clearFault(node);
    expect(node.storageDisk.directories()).toContain('a/b');
    const next = await node.restartAfterKill();
    expect(next.storageDisk.directories()).toEqual([
      '.cockatiel',
      '.cockatiel/partial',
      '.cockatiel/staging',
      '.cockatiel/uploads',
    ]);
  });

  it('keeps a ballast of a mebibyte by default', async () => {
    const queueDisk = createMemoryDisk();
    const { close } = await openDiskNode({
      storage: createMemoryDisk().mount(),
      queue: queueDisk.mount(),
      createSha1,
      createId: () => '0123456789abcdef',
      clock: { nowMs: () => 0 },
      timers: { after: () => () => undefined },
      log: silentLog,
      lock: async () => undefined,
      wasStorageRemoved: async () => false,
      access: createTestAccess(),
      config: {
        version: '1',
        publicUrl: '',
        peerUrls: [],
        maxSizeBytes: 1,
        maxNameBytes: 1024,
        maxDepth: 512,
        corsOrigins: [],
      },
    });
    expect(queueDisk.read('reserve')).toHaveLength(1024 * 1024);
    await close();
  });

  it('makes both directories where they are missing', async () => {
    const storageDisk = createMemoryDisk();
    const queueDisk = createMemoryDisk();
    storageDisk.wipe('');
    queueDisk.wipe('');
    const node = await createTestContext({ storageDisk, queueDisk });
    expect((await send(node, 'PUT', '/file', { body: 'content' })).status).toBe(201);
  });

  it('imports the legacy deletion log, and removes the files that it names', async () => {
    const storageDisk = createMemoryDisk();
    const queueDisk = createMemoryDisk();
    const stamp = `_13_${'a'.repeat(40)}`;
    const torn = `torn_13_${'a'.repeat(30)}`;
    storageDisk.write(`dir/old${stamp}.txt`, 'deleted by the legacy node');
    storageDisk.write(`kept${stamp}.txt`, 'kept by the legacy node');
    queueDisk.write('deletion.log', `dir/old${stamp}.txt\nnonsense\n../up${stamp}\n${torn}`);
    const node = await createTestContext({ storageDisk, queueDisk });
    expect(storageDisk.paths()).toEqual([`kept${stamp}.txt`]);
    expect((await send(node, 'PUT', `/dir/old${stamp}.txt`, { body: 'x' })).status).toBe(409);
    const after = await node.restartAfterCrash();
    expect([...(after.queueDisk.read('deletion.log') as Uint8Array)]).toEqual([
      ...new TextEncoder().encode(`dir/old${stamp}.txt\nnonsense\n../up${stamp}\n${torn}\n`),
    ]);
    expect(
      after.logLines.flatMap(({ level, message }) => (level === 'warn' ? message : [])),
    ).toEqual(['ignoring invalid lines in deletion.log', 'deleted files were found and removed']);
  });

  it('reads the last line of a legacy deletion log although its newline is missing', async () => {
    const queueDisk = createMemoryDisk();
    const name = `file_13_${'a'.repeat(40)}.txt`;
    queueDisk.write('deletion.log', name);
    const node = await createTestContext({ queueDisk });
    expect((await send(node, 'PUT', `/${name}`, { body: 'x' })).status).toBe(409);
  });

  it('ignores the last line of its own deletion log if its newline is missing', async () => {
    const node = await createTestContext();
    await send(node, 'PUT', '/file', { body: 'content' });
    const name = `file_13_${'a'.repeat(40)}`;
    node.queueDisk.write('deletion.log', name);
    const after = await node.restartAfterKill();
    expect((await send(after, 'PUT', `/${name}`, { body: 'x' })).status).not.toBe(409);
  });
});

it('a node reports every operation that can now be sent to its peers', async () => {
  const node = await createTestContext({ config: { peerUrls: ['http://peer'] } });
  let count = 0;
  await send(node, 'PUT', '/before', { body: 'x' });
  node.onOperation(() => {
    count += 1;
  });
  await send(node, 'PUT', '/file', { body: 'x' });
  await send(node, 'PUT', '/file', { body: 'x' });
  await send(node, 'DELETE', `/other_1_${'a'.repeat(40)}`);
  expect(count).toBe(2);
});
