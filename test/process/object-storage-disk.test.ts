import { rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fillDisk, freeBytes, mountSmallDisk } from '../support/disk/small-disk.ts';
import { openConnection } from '../support/http/open-connection.ts';
import { startS3Double } from '../support/objects/start-s3-double.ts';
import { accessKeyId, bucketName, secretAccessKey } from '../support/objects/test-credentials.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
const mebibyte = 1024 * 1024;
const notAllowed = 'mounting a file system is not allowed here';

/** A node on an empty bucket that spools on a disk of its own. */
async function startOnDisk(disk: string, ...args: string[]): Promise<NodeProcess> {
  const double = await startS3Double();
  onTestFinished(() => double.close());
  const storage = `s3://${bucketName}/files?endpoint=${double.endpoint}`;
  return await startTestNode(['--storage', storage, ...args], disk, { env });
}

/** Uploads so many MiB, in chunks without a length unless told otherwise. */
async function put(node: NodeProcess, mebibytes: number, length?: 'known'): Promise<number> {
  const bytes = Buffer.alloc(mebibytes * mebibyte, 'x');
  const body = length === 'known' ? bytes : new Blob([bytes]).stream();
  const init: RequestInit & { duplex: 'half' } = { method: 'PUT', body, duplex: 'half' };
  const response = await fetch(`${node.url}/file-${Math.random()}`, init);
  await response.text();
  return response.status;
}

test('a node on a bucket spools only what leaves --min-free of its disk', async (ctx) => {
  const disk = await mountSmallDisk('size=24m');
  if (disk === undefined) return ctx.skip(notAllowed);
  const node = await startOnDisk(disk, '--min-free', '8M');
  const free = freeBytes(disk);
  expect(await put(node, 20, 'known')).toBe(507);
  expect(await put(node, 20)).toBe(507);
  const headers = `Host: a\r\nContent-Length: ${20 * mebibyte}\r\nExpect: 100-continue\r\n`;
  const connection = await openConnection(node.port, `PUT /large HTTP/1.1\r\n${headers}\r\n`);
  await connection.waitFor(/^HTTP\/1\.1 507 .*too little free space/su);
  connection.socket.destroy();
  expect(await readdir(join(node.queue, 'spool'))).toEqual([]);
  expect(freeBytes(disk)).toBe(free);
  expect(await put(node, 4)).toBe(201);
  const filler = fillDisk(disk, 4 * mebibyte);
  await expect.poll(() => put(node, 2)).toBe(507);
  // It needs no disk.
  expect(await put(node, 0.5)).toBe(201);
  rmSync(filler);
  expect(await put(node, 2)).toBe(201);
});

test('a full disk of the spool is a 507, and a directory that has vanished is made again', async (ctx) => {
  const disk = await mountSmallDisk('size=8m');
  if (disk === undefined) return ctx.skip(notAllowed);
  const node = await startOnDisk(disk, '--min-free', '0');
  expect(await put(node, 12, 'known')).toBe(507);
  expect(await put(node, 12)).toBe(507);
  expect(await readdir(join(node.queue, 'spool'))).toEqual([]);
  const filler = fillDisk(disk);
  expect(await put(node, 2)).toBe(507);
  rmSync(filler);
  expect(await put(node, 2)).toBe(201);
  await rm(node.queue, { recursive: true });
  expect(await put(node, 2)).toBe(201);
});
