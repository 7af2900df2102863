import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { listStaged, listStored } from '../support/disk/disk-view.ts';
import { fillDisk, freeBytes, mountSmallDisk } from '../support/disk/small-disk.ts';
import { bodyStream } from '../support/http/body-stream.ts';
import { openConnection } from '../support/http/open-connection.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const mebibyte = 1024 * 1024;
const notAllowed = 'mounting a file system is not allowed here';

async function statusOf(
  node: NodeProcess,
  method: string,
  path: string,
  body?: RequestInit['body'],
): Promise<{ status: number; path: string }> {
  const init: RequestInit & { duplex: 'half' } = { method, body: body ?? null, duplex: 'half' };
  const response = await fetch(node.url + path, init);
  await response.text();
  return { status: response.status, path: response.headers.get('location') ?? '' };
}

test('uploads stop when only --min-free is left, deletions and reads continue', async (ctx) => {
  const disk = await mountSmallDisk('size=24m');
  if (disk === undefined) return ctx.skip(notAllowed);
  const node = await startTestNode(['--min-free', '8M'], disk);
  const kept = await statusOf(node, 'PUT', '/kept.txt', 'kept');
  const doomed = await statusOf(node, 'PUT', '/doomed.txt', 'doomed');
  const free = freeBytes(disk);

  const large = Buffer.alloc(free - 7 * mebibyte);
  expect((await statusOf(node, 'PUT', '/by-its-length', large)).status).toBe(507);
  const inChunks = bodyStream(...Array.from({ length: 32 }, () => 'x'.repeat(mebibyte)));
  expect((await statusOf(node, 'PUT', '/chunked', inChunks)).status).toBe(507);
  expect(listStaged(node.storage)).toEqual([]);
  expect(listStored(node.storage)).toHaveLength(2);
  expect(freeBytes(disk)).toBe(free);

  const filler = fillDisk(disk, 4 * mebibyte);
  // Space that others fill is noticed within a second.
  let uploads = 0;
  const next = async () => (await statusOf(node, 'PUT', `/small-${uploads++}`, 'small')).status;
  await expect.poll(next).toBe(507);
  expect((await statusOf(node, 'GET', kept.path)).status).toBe(200);
  expect((await statusOf(node, 'DELETE', doomed.path)).status).toBe(200);
  rmSync(filler);
  expect((await statusOf(node, 'PUT', '/small', 'small')).status).toBe(201);
});

test('a client that sends Expect is rejected before it sends a byte', async (ctx) => {
  const disk = await mountSmallDisk('size=24m');
  if (disk === undefined) return ctx.skip(notAllowed);
  const node = await startTestNode(['--min-free', '8M'], disk);
  const headers = `Host: a\r\nContent-Length: ${20 * mebibyte}\r\nExpect: 100-continue\r\n`;
  const connection = await openConnection(node.port, `PUT /large HTTP/1.1\r\n${headers}\r\n`);
  await connection.waitFor(/^HTTP\/1\.1 507 .*too little free space/su);
  connection.socket.destroy();
});
