import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listStored, sha1 } from '../support/disk/disk-view.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const content = 'content';
const hash = sha1(content);

async function upload(node: NodeProcess, name: string): Promise<string> {
  const response = await fetch(`${node.url}/${name}`, { method: 'PUT', body: content });
  expect(response.status).toBe(201);
  return response.headers.get('location') ?? '';
}

async function expectDeleted(node: NodeProcess, path: string): Promise<void> {
  expect((await fetch(node.url + path)).status).toBe(404);
  const headers = { 'User-Agent': 'cockatiel/1.0' };
  const again = await fetch(node.url + path, { method: 'PUT', body: content, headers });
  expect(again.status).toBe(409);
}

test('the storage directory holds the files and one private directory', async () => {
  const node = await startTestNode();
  const top = await upload(node, 'a.txt');
  const deep = await upload(node, 'b/c/ü.txt');
  const gone = await upload(node, 'd/e/f.txt');
  await fetch(node.url + gone, { method: 'DELETE' });
  const expected = [top, decodeURIComponent(deep)].map((path) => path.slice(1)).sort();
  expect(listStored(node.storage).sort()).toEqual(expected);
  expect((await readdir(node.storage)).sort()).toEqual(['.cockatiel', top.slice(1), 'b']);
  expect((await stat(join(node.storage, '.cockatiel'))).mode & 0o777).toBe(0o700);
  expect(await readFile(join(node.storage, top), 'utf8')).toBe(content);
});

test('a storage directory that vanishes is made again', async () => {
  const node = await startTestNode();
  const lost = await upload(node, 'a/b/c.txt');
  await rm(node.storage, { recursive: true });
  expect((await fetch(node.url + lost)).status).toBe(404);
  const kept = await upload(node, 'a/b/d.txt');
  expect(await (await fetch(node.url + kept)).text()).toBe(content);
  expect((await stat(join(node.storage, '.cockatiel'))).mode & 0o777).toBe(0o700);
  expect((await fetch(node.url + kept, { method: 'DELETE' })).status).toBe(200);
});

test('a storage directory that vanishes under many uploads is made again once', async () => {
  const node = await startTestNode();
  await upload(node, 'lost');
  await rm(node.storage, { recursive: true });
  const names = Array.from({ length: 32 }, (_, index) => `kept${index}`);
  const kept = await Promise.all(names.map((name) => upload(node, name)));
  kept.push(await upload(node, 'later'));
  await node.stop();
  const next = await startTestNode([], node.directory);
  for (const path of kept) expect((await fetch(next.url + path)).status).toBe(200);
});

test('a queue directory that vanishes is made again, with every tombstone', async () => {
  const node = await startTestNode();
  const deleted = await upload(node, 'a.txt');
  await fetch(node.url + deleted, { method: 'DELETE' });
  await rm(node.queue, { recursive: true });
  await expectDeleted(node, deleted);
  const kept = await upload(node, 'b.txt');
  const alsoDeleted = `/c_1_${hash}.txt`;
  expect((await fetch(node.url + alsoDeleted, { method: 'DELETE' })).status).toBe(404);
  await node.stop('SIGKILL');

  const next = await startTestNode([], node.directory);
  expect(await (await fetch(next.url + kept)).text()).toBe(content);
  await expectDeleted(next, deleted);
  await expectDeleted(next, alsoDeleted);
});

test('directories that vanish before the first upload are made again', async () => {
  const node = await startTestNode();
  await rm(node.storage, { recursive: true });
  await rm(node.queue, { recursive: true });
  const kept = await upload(node, 'a.txt');
  // Has the node check whether this is its storage.
  expect((await fetch(`${node.url}/gone_1_${hash}`, { method: 'DELETE' })).status).toBe(404);
  await upload(node, 'b.txt');
  await node.stop('SIGKILL');
  const next = await startTestNode([], node.directory);
  expect(await (await fetch(next.url + kept)).text()).toBe(content);
});

test('legacy directories are imported with their deletions', async () => {
  const directory = await useTestDirectory();
  const storage = join(directory, 'storage');
  const queue = join(directory, 'queue');
  const entry = join(queue, 'http101128080', 'q-1400000000000000');
  await mkdir(join(storage, 'd'), { recursive: true });
  await mkdir(join(queue, 'http101128080'), { recursive: true });
  const stored = [`kept_1_${hash}.txt`, `d/kept_1_${hash}`, `left-behind_1_${hash}.txt`];
  for (const name of stored) await writeFile(join(storage, name), content);
  const torn = `torn_1_${hash.slice(9)}`;
  const log = `gone_1_${hash}.txt\nd/gone_1_${hash}\nleft-behind_1_${hash}.txt\n\n${torn}`;
  await writeFile(join(queue, 'deletion.log'), log);
  await writeFile(entry, '{"operation": "PUT", "filename": "kept_1.txt"}');
  await chmod(join(queue, 'deletion.log'), 0o644);

  const node = await startTestNode([], directory);
  expect(await (await fetch(`${node.url}/kept_1_${hash}.txt`)).text()).toBe(content);
  expect(await (await fetch(`${node.url}/d/kept_1_${hash}`)).text()).toBe(content);
  const deleted = [`/gone_1_${hash}.txt`, `/d/gone_1_${hash}`, `/left-behind_1_${hash}.txt`];
  for (const path of deleted) await expectDeleted(node, path);
  expect(listStored(storage).sort()).toEqual([`d/kept_1_${hash}`, `kept_1_${hash}.txt`]);
  expect(await readFile(entry, 'utf8')).toContain('PUT');
  expect(await node.stop()).toBe(0);

  const next = await startTestNode([], directory);
  for (const path of deleted) await expectDeleted(next, path);
});
