import { request } from 'node:http';
import { expect, test } from 'vitest';
import {
  countOpenFiles,
  listOpenFiles,
  listStaged,
  listStored,
  readJournal,
} from '../support/disk/disk-view.ts';
import { openConnection } from '../support/http/open-connection.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** A file that is larger than all buffers between the node's disk and the client. */
const largeBytes = 32 * 1024 * 1024;

function expectNothingLeft(node: NodeProcess): void {
  expect(listStaged(node.storage)).toEqual([]);
  expect(listStored(node.storage)).toEqual([]);
  expect([...readJournal(node.queue)]).toEqual([]);
}

test.each([
  ['Content-Length: 9', 'abc'],
  ['Transfer-Encoding: chunked', '3\r\nabc\r\n'],
])('an upload with %s that stalls gets 408 and leaves nothing', async (header, part) => {
  const node = await startTestNode(['--idle-timeout', '1']);
  const files = countOpenFiles(node.child.pid);
  const head = `PUT /a.txt HTTP/1.1\r\nHost: a\r\n${header}\r\n\r\n`;
  const upload = await openConnection(node.port, head + part);
  await upload.waitFor(/^HTTP\/1\.1 408 /u);
  expectNothingLeft(node);
  upload.socket.destroy();
  await expect.poll(() => countOpenFiles(node.child.pid)).toBeLessThanOrEqual(files);
  expect(node.output()).not.toContain('error');
});

test.each([
  ['Content-Length: 9', 'abc'],
  ['Transfer-Encoding: chunked', '3\r\nabc\r\n'],
])('an upload with %s that breaks off leaves nothing', async (header, part) => {
  const node = await startTestNode();
  const files = countOpenFiles(node.child.pid);
  for (const end of ['destroy', 'resetAndDestroy', 'end'] as const) {
    const head = `PUT /a/b.txt HTTP/1.1\r\nHost: a\r\n${header}\r\n\r\n`;
    const upload = await openConnection(node.port, head + part);
    await expect.poll(() => listStaged(node.storage)).toHaveLength(1);
    upload.socket[end]();
    await expect.poll(() => listStaged(node.storage)).toEqual([]);
    await upload.closed;
  }
  expectNothingLeft(node);
  await expect.poll(() => countOpenFiles(node.child.pid)).toBeLessThanOrEqual(files);
  expect(node.output()).not.toContain('error');
});

test('downloads that break off leave no file open', async () => {
  const node = await startTestNode();
  const body = Buffer.alloc(largeBytes, 'cockatiel');
  const upload = await fetch(`${node.url}/a.bin`, { method: 'PUT', body });
  const url = node.url + upload.headers.get('location');
  const files = listOpenFiles(node.child.pid, node.storage);
  const downloads = Array.from({ length: 8 }, (_, index) =>
    breakOff(url, index % 2 === 0 ? {} : { Range: 'bytes=7-' }),
  );
  await Promise.all(downloads);
  await expect.poll(() => listOpenFiles(node.child.pid, node.storage)).toEqual(files);
  expect(node.output()).not.toContain('error');
});

function breakOff(url: string, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve) => {
    const download = request(url, { agent: false, headers });
    download.once('response', (response) => {
      response.once('data', () => download.destroy()).on('error', () => undefined);
    });
    download.on('error', () => undefined).once('close', () => resolve());
    download.end();
  });
}

test('a client that stops reading is disconnected after the idle timeout', async () => {
  const node = await startTestNode(['--idle-timeout', '1']);
  const body = Buffer.alloc(largeBytes, 'cockatiel');
  const upload = await fetch(`${node.url}/a.bin`, { method: 'PUT', body });
  const files = listOpenFiles(node.child.pid, node.storage);
  const path = upload.headers.get('location');
  const reader = await openConnection(node.port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
  await reader.waitFor(/^HTTP\/1\.1 200 /u);
  reader.socket.pause();
  await expect.poll(() => listOpenFiles(node.child.pid, node.storage)).toEqual(files);
  reader.socket.resume();
  await reader.closed;
  expect(reader.received().length).toBeLessThan(largeBytes);
});

test('a body whose length is over the limit is rejected before it is sent', async () => {
  const node = await startTestNode(['--max-size', '1K']);
  const headers = 'Host: a\r\nContent-Length: 1025\r\nExpect: 100-continue';
  const upload = await openConnection(node.port, `PUT /a.txt HTTP/1.1\r\n${headers}\r\n\r\n`);
  await upload.closed;
  expect(upload.received()).toMatch(/^HTTP\/1\.1 413 /u);
  expectNothingLeft(node);
});

test('a body that turns out to be over the limit is rejected in the middle', async () => {
  const node = await startTestNode(['--max-size', '1K']);
  const head = 'PUT /a.txt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
  const upload = await openConnection(node.port, `${head}400\r\n${'a'.repeat(1024)}\r\n`);
  await expect.poll(() => listStaged(node.storage)).toHaveLength(1);
  upload.socket.write('1\r\na\r\n');
  await upload.waitFor(/^HTTP\/1\.1 413 /u);
  expectNothingLeft(node);
});

test('a body of exactly the limit is stored', async () => {
  const node = await startTestNode(['--max-size', '1K']);
  const response = await fetch(`${node.url}/a`, { method: 'PUT', body: 'a'.repeat(1024) });
  expect(response.status).toBe(201);
});
