import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readNodeStatus } from '../support/cluster/read-node-status.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';
import { plantFile, storedIn } from '../support/process/stored-tree.ts';

async function sizesOf(node: NodeProcess): Promise<readonly unknown[]> {
  const status = await readNodeStatus(node);
  return [status?.node.files, status?.node.bytes];
}

/** How many files there are on the disk, and their size. */
function sizesOnDisk({ storage }: NodeProcess): readonly [number, number] {
  const sizes = storedIn(storage).map((name) => statSync(join(storage, name)).size);
  return [sizes.length, sizes.reduce((sum, size) => sum + size, 0)];
}

async function upload(node: NodeProcess, name: string, sizeBytes: number): Promise<string> {
  const body = Buffer.alloc(sizeBytes, name);
  const response = await fetch(`${node.url}/${name}`, { method: 'PUT', body });
  return node.url + response.headers.get('location');
}

test('`/_status` has the size of the stored files, whatever becomes of them', async () => {
  const node = await startTestNode();
  await expect.poll(() => sizesOf(node)).toEqual([0, 0]);
  const small = await upload(node, 'small', 1000);
  const large = await upload(node, 'dir/large', 3_000_000);
  await upload(node, 'empty', 0);
  expect(await sizesOf(node)).toEqual([3, 3_001_000]);
  await fetch(small, { method: 'DELETE' });
  expect(await sizesOf(node)).toEqual([2, 3_000_000]);
  await upload(node, 'other', 70);
  await node.stop();
  const planted = 'content';
  await plantFile(node.storage, 'planted', planted);

  const again = await startTestNode([], node.directory);
  const expected = 3_000_070 + planted.length;
  await expect.poll(() => sizesOf(again)).toEqual([4, expected]);
  expect(sizesOnDisk(again)).toEqual([4, expected]);
  const { pathname } = new URL(large);
  rmSync(join(again.storage, pathname));
  expect((await fetch(again.url + pathname)).status).toBe(404);
  const left = sizesOnDisk(again);
  expect(left).toEqual([3, 70 + planted.length]);
  // A node with few files waits for ten seconds before it counts them again.
  await expect.poll(() => sizesOf(again)).toEqual(left);
});

test('a restart takes the size that was saved over, and does not count the same files', async () => {
  const node = await startTestNode();
  await upload(node, 'file', 1000);
  await expect.poll(() => sizesOf(node)).toEqual([1, 1000]);
  await node.stop();
  const path = join(node.directory, 'queue', 'bytes.json');
  const saved = readFileSync(path, 'utf8');
  expect(JSON.parse(saved)).toEqual({
    digest: expect.stringMatching(/^[\da-f]{16}$/u),
    bytes: 1000,
  });
  // No count would give this.
  writeFileSync(path, saved.replace('1000', '1001'));

  const again = await startTestNode([], node.directory);
  await expect.poll(() => sizesOf(again)).toEqual([1, 1001]);
});
