import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sha1 } from '../support/disk/disk-view.ts';
import { startProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const isRoot = process.getuid?.() === 0;
/** Nobody listens there. */
const deadPeer = ['--node', 'http://127.0.0.1:9'];

async function upload(url: string, content: string): Promise<Response> {
  return await fetch(`${url}/${content}.txt`, { method: 'PUT', body: content });
}

async function pendingOf(url: string): Promise<{ length: number; reason: string | null }> {
  const { queues, node } = (await (await fetch(`${url}/_status`)).json()) as {
    queues: Record<string, { length: number }>;
    node: { readOnlyReason: string | null };
  };
  const length = Object.values(queues).reduce((sum, queue) => sum + queue.length, 0);
  return { length, reason: node.readOnlyReason };
}

test('a node does not start with an empty directory in place of its storage', async () => {
  const node = await startTestNode(deadPeer);
  const stored = (await upload(node.url, 'content')).headers.get('location') ?? '';
  await node.stop();
  await rename(node.storage, `${node.storage}.away`);
  await mkdir(node.storage);
  const refused = await startProcess(node.directory, deadPeer).catch(String);
  expect(refused).toContain('It ended with 2');
  expect(refused).toContain(`--storage: "${node.storage}"`);
  expect(refused).toContain('--new-storage');

  await rename(node.storage, `${node.storage}.empty`);
  await rename(`${node.storage}.away`, node.storage);
  const next = await startTestNode(deadPeer, node.directory);
  expect(await pendingOf(next.url)).toEqual({ length: 1, reason: null });
  expect((await fetch(next.url + stored)).status).toBe(200);
});

test('it starts with one on purpose, from then on without a flag', async () => {
  const node = await startTestNode();
  await upload(node.url, 'content');
  await node.stop();
  await rename(node.storage, `${node.storage}.away`);
  const next = await startTestNode(['--new-storage'], node.directory);
  expect((await upload(next.url, 'other')).status).toBe(201);
  await next.stop();
  const last = await startTestNode([], node.directory);
  expect((await fetch(`${last.url}/content_1_${sha1('content')}.txt`)).status).toBe(404);
});

test('a node whose storage is moved away accepts no writes until it is back', async () => {
  const node = await startTestNode(deadPeer);
  const stored = (await upload(node.url, 'content')).headers.get('location') ?? '';
  await rename(node.storage, `${node.storage}.away`);
  const refused = await upload(node.url, 'other');
  expect([refused.status, await refused.text()]).toEqual([
    503,
    expect.stringMatching(/is its disk mounted\?\n$/u),
  ]);
  await expect.poll(async () => (await fetch(node.url + stored)).status).toBe(503);
  expect((await fetch(node.url + stored, { method: 'DELETE' })).status).toBe(503);
  expect(await pendingOf(node.url)).toEqual({
    length: 1,
    reason: expect.stringMatching(/is its disk mounted/u),
  });

  await rename(`${node.storage}.away`, node.storage);
  await expect.poll(async () => (await upload(node.url, 'other')).status).toBe(201);
  expect((await fetch(node.url + stored)).status).toBe(200);
  expect((await pendingOf(node.url)).reason).toBeNull();
});

test.skipIf(!isRoot)(
  'nothing is written below the mount point of a disk that is unmounted under the node',
  async () => {
    const directory = await useTestDirectory();
    const mountPoint = join(directory, 'storage');
    await mkdir(mountPoint);
    // What an older process left there before the disk was mounted.
    await mkdir(join(mountPoint, '.cockatiel', 'staging'), { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', 'none', mountPoint]);
    onTestFinished(() => void execFileSync('sh', ['-c', `umount -l '${mountPoint}' || true`]));
    const node = await startTestNode(deadPeer, directory);
    expect((await upload(node.url, 'content')).status).toBe(201);
    execFileSync('umount', ['-l', mountPoint]);
    expect((await upload(node.url, 'other')).status).toBe(503);
    expect(await readdir(mountPoint)).toEqual(['.cockatiel']);
    // The refused one may have left a record, which is dropped when the disk is back.
    expect((await pendingOf(node.url)).length).toBeGreaterThanOrEqual(1);
  },
);
