import { mkdir, open, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readNodeStatus } from '../support/cluster/read-node-status.ts';
import {
  type ClusterNode,
  expectConverged,
  startTestCluster,
  type TestCluster,
} from '../support/cluster/start-test-cluster.ts';
import { listStored, sha1 } from '../support/disk/disk-view.ts';
import { upload } from '../support/http/client.ts';
import { patience } from '../support/patience.ts';

/** Nodes read each of their few files about every nine seconds. */
const fastScrub = { args: ['--scrub-days', '0.0001'] };
const content = (sizeBytes: number): Buffer<ArrayBuffer> =>
  Buffer.from(Uint8Array.from({ length: sizeBytes }, (_, index) => (index * index) % 251));

/** Changes a byte on the disk; `silently` so that only the content shows it. */
async function flip(node: ClusterNode, path: string, how?: 'silently'): Promise<void> {
  const at = node.storage + path;
  const { size, atime, mtime } = await stat(at);
  const file = await open(at, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, size - 1);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await file.write(byte, 0, 1, size - 1);
  await file.close();
  if (how === 'silently') await utimes(at, atime, mtime);
}

/** How a GET ends: with the status and the hash of what came, or because the connection broke. */
async function get({ url }: { url: string }, path: string): Promise<string> {
  try {
    const response = await fetch(url + path);
    const body = new Uint8Array(await response.arrayBuffer());
    return response.status === 200 ? `200 ${sha1(body)}` : String(response.status);
  } catch {
    return 'broken';
  }
}

const onDisk = async ({ storage }: ClusterNode, path: string): Promise<string> =>
  sha1(await readFile(storage + path).catch(() => ''));
const damaged = async (node: ClusterNode) => (await readNodeStatus(node))?.node.damaged;
const quarantined = ({ storage }: ClusterNode, path: string): Promise<Buffer> =>
  readFile(join(storage, '.cockatiel/damaged', path));

async function startWithFile(
  sizeBytes: number,
  options = {},
): Promise<{ cluster: TestCluster; b: ClusterNode; path: string; hash: string }> {
  const cluster = await startTestCluster('ab', options);
  const body = content(sizeBytes);
  const path = await upload(cluster.node('a'), 'dir/file.bin', body);
  await expectConverged(cluster.nodes);
  return { cluster, b: cluster.node('b'), path, hash: sha1(body) };
}

describe('a flipped byte', () => {
  test.each([10_000, 900_000])('in a file of %d bytes costs no reader anything', async (size) => {
    const { b, path, hash } = await startWithFile(size);
    await flip(b, path);
    expect(await get(b, path)).toBe(`200 ${hash}`);
    await expect.poll(() => onDisk(b, path)).toBe(hash);
    await expect.poll(() => damaged(b)).toEqual({ found: 1, replaced: 1, kept: 0, full: false });
    expect(b.process.output()).toContain('a stored file is corrupt');
    await expect.poll(b.process.output).toContain('a corrupt copy was replaced');
    expect(await get(b, path)).toBe(`200 ${hash}`);
  });

  test('in a larger file breaks off one reader, and the next one gets the file', async () => {
    const { b, path, hash } = await startWithFile(3_000_000);
    await flip(b, path);
    expect(await get(b, path)).toBe('broken');
    await expect.poll(() => onDisk(b, path)).toBe(hash);
    expect(await get(b, path)).toBe(`200 ${hash}`);
    await expect.poll(() => damaged(b)).toEqual({ found: 1, replaced: 1, kept: 0, full: false });
  });

  test('is never served while no peer is there, and the copy is kept until one is', async () => {
    const { cluster, b, path, hash } = await startWithFile(10_000);
    await cluster.node('a').stop();
    await flip(b, path);
    const copy = await readFile(b.storage + path);
    expect(await get(b, path)).toBe('500');
    await expect.poll(() => damaged(b)).toEqual({ found: 1, replaced: 0, kept: 1, full: false });
    expect(await quarantined(b, path)).toEqual(copy);
    expect(listStored(b.storage)).toEqual([]);
    expect(await get(b, path)).toBe('500');
    await b.stop();
    await b.start();
    expect(await get(b, path)).toBe('500');
    await cluster.node('a').start();
    // Nobody asks for it: the peer finds that it is missing.
    await expect.poll(() => onDisk(b, path), { ...patience, timeout: 200_000 }).toBe(hash);
    await expect.poll(() => damaged(b)).toEqual({ found: 0, replaced: 1, kept: 0, full: false });
    await expect(quarantined(b, path)).rejects.toThrow('ENOENT');
  });

  test('in a file that nobody reads is found by the scrub', async () => {
    const { b, path, hash } = await startWithFile(300_000, fastScrub);
    await flip(b, path, 'silently');
    await expect.poll(() => onDisk(b, path)).toBe(hash);
    await expect.poll(() => damaged(b)).toEqual({ found: 1, replaced: 1, kept: 0, full: false });
    const finishedAt = async (): Promise<unknown> =>
      (await readNodeStatus(b))?.node.scrub?.finishedAt;
    await expect.poll(finishedAt).toMatch(/^\d{4}-/u);
    await expect
      .poll(() => b.process.output())
      .toMatch(/"files":1,.*"corrupt":1,.*all stored files were checked/u);
  });
});

describe('hands in the directory', () => {
  test('a file that was removed comes back', async () => {
    const { b, path, hash } = await startWithFile(1000, fastScrub);
    await rm(b.storage + path);
    await expect.poll(() => onDisk(b, path), { ...patience, timeout: 200_000 }).toBe(hash);
    await expect.poll(b.process.output).toContain('stored files are missing; all are listed again');
  });

  test('a file that was put there is served by all, unless it does not match its name', async () => {
    const cluster = await startTestCluster('ab', fastScrub);
    const [a, b] = [cluster.node('a'), cluster.node('b')];
    const put = async (name: string, body: string): Promise<void> => {
      await mkdir(dirname(join(b.storage, name)), { recursive: true });
      await writeFile(join(b.storage, name), body);
      // It was written long ago.
      await utimes(join(b.storage, name), 1_700_000_000, 1_700_000_000);
    };
    const right = `put/right_1700000000_${sha1('right')}.txt`;
    const wrong = `put/wrong_1700000000_${sha1('other')}.txt`;
    await put(right, 'right');
    await put(wrong, 'wrong');
    await expect.poll(() => listStored(a.storage)).toEqual([right]);
    await expect.poll(() => listStored(b.storage)).toEqual([right]);
    expect(String(await quarantined(b, wrong))).toBe('wrong');
    expect(await get(b, `/${wrong}`)).toBe('500');
    expect(await get(b, `/${right}`)).toBe(`200 ${sha1('right')}`);
    await expectConverged(cluster.nodes);
  });
});

test('a scrub that is switched off is null in the status', async () => {
  const { nodes } = await startTestCluster('a', { args: ['--scrub-days', '0'] });
  const [a] = nodes as [ClusterNode];
  expect((await readNodeStatus(a))?.node.scrub).toBe(null);
});
