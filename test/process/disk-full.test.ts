import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listStaged, listStored, readJournal } from '../support/disk/disk-view.ts';
import { fillDisk, freeBytes, mountSmallDisk } from '../support/disk/small-disk.ts';
import { runProgram } from '../support/process/run-program.ts';
import { type NodeProcess, nodeArguments } from '../support/process/start-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const mebibyte = 1024 * 1024;
const notAllowed = 'mounting a file system is not allowed here';

async function put(node: NodeProcess, name: string, body: BodyInit): Promise<Response> {
  const response = await fetch(`${node.url}/${name}`, { method: 'PUT', body });
  await response.text();
  return response;
}

async function upload(node: NodeProcess, name: string): Promise<string> {
  const response = await put(node, name, name);
  expect(response.status).toBe(201);
  return node.url + response.headers.get('location');
}

async function statusOf(url: string, method = 'GET'): Promise<number> {
  const response = await fetch(url, { method });
  await response.text();
  return response.status;
}

test('an upload for which there is no free space gets 507 and leaves nothing', async (ctx) => {
  const disk = await mountSmallDisk('size=16m');
  if (disk === undefined) return ctx.skip(notAllowed);
  const node = await startTestNode(['--min-free', '0'], disk);
  const kept = await upload(node, 'kept.txt');
  const free = freeBytes(disk);
  const journal = readJournal(node.queue);
  expect((await put(node, 'a/large.bin', Buffer.alloc(20 * mebibyte))).status).toBe(507);
  expect(listStaged(node.storage)).toEqual([]);
  expect(listStored(node.storage)).toHaveLength(1);
  expect(readJournal(node.queue)).toEqual(journal);
  expect(freeBytes(disk)).toBe(free);
  expect(await statusOf(kept)).toBe(200);
  await upload(node, 'next.txt');
});

test('a full disk still accepts deletions, and uploads again once there is free space', async (ctx) => {
  const disk = await mountSmallDisk('size=16m');
  if (disk === undefined) return ctx.skip(notAllowed);
  const node = await startTestNode([], disk);
  const names = Array.from({ length: 60 }, (_, index) => `${'n'.repeat(190)}${index}.txt`);
  const urls = await Promise.all(names.map((name) => upload(node, name)));
  const [kept = '', ...deleted] = urls;
  let filler = fillDisk(disk);
  expect((await put(node, 'no.txt', 'no')).status).toBe(507);
  const deletions = await Promise.all(deleted.map((url) => statusOf(url, 'DELETE')));
  expect(new Set(deletions)).toEqual(new Set([200]));
  rmSync(filler);
  await upload(node, 'space-again.txt');

  filler = fillDisk(disk);
  await node.stop('SIGKILL');
  const next = await startTestNode([], disk);
  for (const url of deleted) expect(await statusOf(url.replace(node.url, next.url))).toBe(404);
  expect(await statusOf(kept.replace(node.url, next.url))).toBe(200);
  expect((await put(next, 'no.txt', 'no')).status).toBe(507);
  const unknown = `${next.url}/a_1_${'0'.repeat(40)}`;
  expect(await statusOf(unknown, 'DELETE')).toBe(404);
  await next.stop('SIGKILL');

  const last = await startTestNode([], disk);
  const again = { method: 'PUT', body: '', headers: { 'User-Agent': 'cockatiel/1.0' } };
  expect((await fetch(unknown.replace(next.url, last.url), again)).status).toBe(409);
  rmSync(filler);
  await upload(last, 'space-at-last.txt');
  expect(listStaged(last.storage)).toEqual([]);
});

test('a disk without free inodes rejects uploads and still accepts deletions', async (ctx) => {
  const disk = await mountSmallDisk('size=16m,nr_inodes=40');
  if (disk === undefined) return ctx.skip(notAllowed);
  const node = await startTestNode([], disk);
  const kept = await upload(node, 'kept.txt');
  const deleted = await upload(node, 'deleted.txt');
  const fillers = fillInodes(disk);
  expect((await put(node, 'no.txt', 'no')).status).toBe(507);
  expect(await statusOf(deleted, 'DELETE')).toBe(200);
  expect(await statusOf(deleted)).toBe(404);
  writeFileSync(join(disk, 'last'), '');
  await node.stop('SIGKILL');

  const next = await startTestNode([], disk);
  expect(await statusOf(deleted.replace(node.url, next.url))).toBe(404);
  expect(await statusOf(kept.replace(node.url, next.url))).toBe(200);
  for (const filler of fillers) rmSync(filler);
  await upload(next, 'space-again.txt');
});

test('a first start without free space is refused in one line', async (ctx) => {
  const disk = await mountSmallDisk('size=16m,nr_inodes=10');
  if (disk === undefined) return ctx.skip(notAllowed);
  const fillers = fillInodes(disk);
  for (let start = 0; start < 5; start += 1) {
    const run = await runProgram(nodeArguments(disk), { cwd: disk });
    expect(run.stderr).toMatch(/^cockatiel: --(?:storage|queue): [^\n]*ENOSPC[^\n]*\n$/u);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    rmSync(fillers.pop() ?? '');
  }
});

function fillInodes(disk: string): string[] {
  const fillers: string[] = [];
  for (;;) {
    const path = join(disk, `filler-${fillers.length}`);
    try {
      writeFileSync(path, '');
    } catch {
      return fillers;
    }
    fillers.push(path);
  }
}
