import { execFileSync } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha1 } from '../support/disk/disk-view.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const content = 'content';
const name = `a_1_${sha1(content)}.txt`;
const asPeer = { 'User-Agent': 'cockatiel/1.0' };

test('no method follows a link to a directory outside', async () => {
  const node = await startTestNode();
  const outside = join(node.directory, 'outside');
  await mkdir(outside);
  await writeFile(join(outside, name), content);
  await symlink(outside, join(node.storage, 'link'));
  const url = `${node.url}/link/${name}`;
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(404);
  const other = `${node.url}/link/b_1_${sha1(content)}.txt`;
  const put = { method: 'PUT', body: content };
  expect((await fetch(other, { ...put, headers: asPeer })).status).toBe(409);
  expect((await fetch(`${node.url}/link/c.txt`, put)).status).toBe(409);
  expect((await fetch(`${node.url}/link/d/c.txt`, put)).status).toBe(409);
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(404);
  expect(await readdir(outside)).toEqual([name]);
  expect((await lstat(join(node.storage, 'link'))).isSymbolicLink()).toBe(true);
});

test('a link at the path of a file is not served, and is replaced by an upload', async () => {
  const node = await startTestNode();
  const outside = join(node.directory, 'outside.txt');
  await writeFile(outside, content);
  const link = join(node.storage, name);
  await symlink(outside, link);
  const url = `${node.url}/${name}`;
  expect((await fetch(url)).status).toBe(404);
  const put = { method: 'PUT', body: content, headers: asPeer };
  expect((await fetch(url, put)).status).toBe(201);
  expect((await lstat(link)).isFile()).toBe(true);
  expect((await lstat(outside)).isFile()).toBe(true);

  const other = `b_1_${sha1(content)}.txt`;
  await symlink(outside, join(node.storage, other));
  await fetch(`${node.url}/${other}`, { method: 'DELETE' });
  expect(await readFile(outside, 'utf8')).toBe(content);
});

test('a storage directory that is itself a link serves as any other', async () => {
  const node = await startTestNode();
  await node.stop();
  const link = join(node.directory, 'link');
  await symlink(node.storage, link);
  const next = await startTestNode(['--storage', link], node.directory);
  const put = { method: 'PUT', body: content };
  const upload = await fetch(`${next.url}/d/e.txt`, put);
  const url = next.url + upload.headers.get('location');
  expect(await (await fetch(url)).text()).toBe(content);
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(200);
});

test('a pipe at the path of a file delays nobody', async () => {
  const node = await startTestNode();
  execFileSync('mkfifo', [join(node.storage, name)]);
  const url = `${node.url}/${name}`;
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(url, { method: 'PUT', body: content, headers: asPeer })).status).toBe(201);
  expect(await (await fetch(url)).text()).toBe(content);
});

test('a stored file replaces a directory, but no directory replaces a foreign file', async () => {
  const node = await startTestNode();
  await mkdir(join(node.storage, name));
  const url = `${node.url}/${name}`;
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(url, { method: 'PUT', body: content, headers: asPeer })).status).toBe(201);
  expect(await (await fetch(url)).text()).toBe(content);
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(200);
  expect(await readdir(node.storage)).toEqual(['.cockatiel']);
  await writeFile(join(node.storage, 'file'), '');
  const below = await fetch(`${node.url}/file/a.txt`, { method: 'PUT', body: content });
  expect(below.status).toBe(409);
  expect((await fetch(`${node.url}/file/${name}`, { method: 'DELETE' })).status).toBe(404);
});
