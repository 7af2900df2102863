import { describe, expect, it } from 'vitest';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { send } from '../../../support/node/send.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';

async function upload(node: TestContext, name: string): Promise<string> {
  const response = await send(node, 'PUT', `/${name}`, { body: `content of ${name}` });
  return (response.headers.get('location') as string).slice(1);
}

/** What `/_status` says of the node's files. */
async function filesOf(node: TestContext): Promise<number | null> {
  await settleMicrotasks();
  const status = await send(node, 'GET', '/_status');
  return ((await status.json()) as { node: { files: number | null } }).node.files;
}

it('a node finds at its start what is stored, and counts what comes and goes', async () => {
  const node = await createTestContext();
  const first = await upload(node, 'first.txt');
  await upload(node, 'second.txt');
  const again = await node.restart();
  expect(await filesOf(again)).toBe(2);
  await upload(again, 'third.txt');
  await send(again, 'DELETE', `/${first}`);
  expect(await filesOf(again)).toBe(2);
  await again.close();
});

it('a storage directory that was removed has no files, before and after it is made again', async () => {
  const node = await createTestContext();
  await upload(node, 'first.txt');
  node.storageDisk.wipe('');
  await node.cluster.save();
  expect(await filesOf(node)).toBe(0);
  await upload(node, 'second.txt');
  expect(await filesOf(node)).toBe(1);
  await node.close();
});

it('a storage directory that is removed and made again at once has only what came since', async () => {
  const node = await createTestContext();
  await upload(node, 'first.txt');
  expect(await filesOf(node)).toBe(1);
  node.storageDisk.wipe('');
  await upload(node, 'second.txt');
  expect(await filesOf(node)).toBe(1);
  await node.close();
});

it('a storage directory that is not mounted has no known number of files', async () => {
  const node = await createTestContext({ wasStorageRemoved: false });
  await upload(node, 'first.txt');
  expect(await filesOf(node)).toBe(1);
  node.storageDisk.wipe('');
  await node.cluster.save();
  expect(await filesOf(node)).toBe(null);
  await node.close();
});

it('a deleted file that somebody puts back is removed at the next start', async () => {
  const node = await createTestContext();
  const path = await upload(node, 'file.txt');
  await send(node, 'DELETE', `/${path}`);
  const { storageDisk } = node;
  // What a start finishes anyway is done.
  const restarted = await (await node.restart()).restart();
  storageDisk.write(path, 'content of file.txt');
  const other = nameOf('other.txt', 'other');
  storageDisk.write(other, 'other');
  const again = await restarted.restart();
  expect(await filesOf(again)).toBe(1);
  expect(storageDisk.paths().filter((stored) => !stored.startsWith('.'))).toEqual([other]);
  await again.close();
});

it('a deleted file that somebody puts back is removed when the files are listed again', async () => {
  const node = await createTestContext();
  const path = await upload(node, 'file.txt');
  await send(node, 'DELETE', `/${path}`);
  node.storageDisk.write(path, 'content of file.txt');
  node.ctx.inventory.doubt();
  expect(await filesOf(node)).toBe(0);
  expect(node.storageDisk.read(path)).toBe(undefined);
  expect(node.logLines.map(({ message }) => message)).toContain(
    'deleted files were found and removed',
  );
  await node.close();
});

describe('the total size of the files', () => {
  /** How many times the disk is asked for the size of a file that is stored under this name. */
  function countSizes({ storageDisk }: TestContext, path: string): { count: number } {
    const sizes = { count: 0 };
    storageDisk.intercept = ({ operation, path: asked }) => {
      if (operation === 'stat' && asked === path) sizes.count += 1;
    };
    return sizes;
  }

  it('is known after a restart without a look at any file', async () => {
    const node = await createTestContext();
    const path = await upload(node, 'first.txt');
    await filesOf(node);
    const sizes = countSizes(node, path);
    const again = await node.restart();
    expect(await filesOf(again)).toBe(1);
    expect(again.ctx.inventory.bytes.total).toBe('content of first.txt'.length);
    expect(sizes.count).toBe(0);
    await again.close();
  });

  it('is known after a crash, too, where nothing has changed in the last minute', async () => {
    const node = await createTestContext();
    const path = await upload(node, 'first.txt');
    await filesOf(node);
    node.clock.ms += 60_000;
    await node.cluster.save();
    const sizes = countSizes(node, path);
    const again = await node.restartAfterCrash();
    expect(await filesOf(again)).toBe(1);
    expect(again.ctx.inventory.bytes.total).toBe('content of first.txt'.length);
    expect(sizes.count).toBe(0);
    await again.close();
  });

  it('is found out after a crash behind a change', async () => {
    const node = await createTestContext();
    await filesOf(node);
    node.clock.ms += 60_000;
    await node.cluster.save();
    const path = await upload(node, 'first.txt');
    const sizes = countSizes(node, path);
    const again = await node.restartAfterCrash();
    expect(await filesOf(again)).toBe(1);
    expect(again.ctx.inventory.bytes.total).toBe('content of first.txt'.length);
    expect(sizes.count).toBeGreaterThan(0);
    await again.close();
  });
});
