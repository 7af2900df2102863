import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inParallel } from '../support/http/client.ts';
import { openRawConnection } from '../support/http/raw-request.ts';
import { listOpenFiles } from '../support/process/footprint.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

type Node = Awaited<ReturnType<typeof startTestNode>>;

async function upload(
  node: Node,
  body: string | Uint8Array<ArrayBuffer>,
  path = '/d/a.txt',
): Promise<string> {
  const { status, headers } = await fetch(node.url + path, { method: 'PUT', body });
  expect(status).toBe(201);
  return headers.get('location') ?? '';
}

/** A response without its Date. */
async function ask(url: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url, init);
  const headers = [...response.headers].filter(([name]) => name !== 'date');
  return { status: response.status, headers, body: await response.text() };
}

test('a cached response equals the response of the application', async () => {
  const cached = await startTestNode();
  const location = await upload(cached, 'content');
  const url = cached.url + location;
  const tag = (await fetch(url)).headers.get('etag') ?? '';
  const conditional = { headers: { 'If-None-Match': tag } };
  for (const init of [{}, { method: 'HEAD' }, conditional, { ...conditional, method: 'HEAD' }]) {
    const first = await ask(url, init);
    expect(await ask(url, init)).toEqual(first);
    expect(await ask(`${url}?query`, init)).toEqual(first);
  }
  const range = { headers: { Range: 'bytes=1-2' } };
  expect(await ask(url, range)).toMatchObject({ status: 206, body: 'on' });
  expect(await ask(url, { headers: { 'If-None-Match': '"other"' } })).toMatchObject({
    status: 200,
    body: 'content',
  });
});

test('a cached file is a download only where `?download` asks for it', async () => {
  const node = await startTestNode();
  const url = node.url + (await upload(node, 'content'));
  const attachment = 'attachment; filename="a.txt"';
  for (let read = 0; read < 3; read += 1) {
    for (const method of ['GET', 'HEAD']) {
      const disposition = async (query: string): Promise<string | null> =>
        (await fetch(url + query, { method })).headers.get('content-disposition');
      expect(await disposition('')).toBeNull();
      expect(await disposition('?download')).toBe(attachment);
      expect(await disposition('?v=2')).toBeNull();
      expect(await disposition('?v=2&download=b.html')).toBe(attachment);
    }
  }
});

test('a cached file is not served once its deletion is acknowledged', async () => {
  const node = await startTestNode();
  const url = node.url + (await upload(node, 'content'));
  for (let read = 0; read < 3; read += 1) expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(200);
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(404);
});

test('a cached file that is removed from the disk is gone within seconds', async () => {
  const node = await startTestNode();
  const removed = await upload(node, 'content');
  const rotten = await upload(node, 'another', '/d/b.txt');
  expect((await fetch(node.url + removed)).status).toBe(200);
  expect((await fetch(node.url + rotten)).status).toBe(200);
  await rm(join(node.storage, removed));
  await writeFile(join(node.storage, `${rotten}.new`), 'changed');
  await rename(join(node.storage, `${rotten}.new`), join(node.storage, rotten));
  const statusOf = async (path: string): Promise<number> => (await fetch(node.url + path)).status;
  await expect.poll(() => statusOf(removed)).toBe(404);
});

test('cached responses keep the order of pipelined requests', async () => {
  const node = await startTestNode();
  const [small, other] = [await upload(node, 'small'), await upload(node, 'other', '/d/b.txt')];
  const big = await upload(node, new Uint8Array(1_000_000), '/d/c.bin');
  for (const path of [small, other]) await (await fetch(node.url + path)).text();
  const connection = await openRawConnection(node.port);
  const paths = [small, small, big, other, small, '/_status', other];
  const line = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  await connection.send(line(small));
  await connection.nextResponse();
  await connection.send(paths.map(line).join(''));
  const lengths: number[] = [];
  for (const path of paths) {
    const response = await connection.nextResponse();
    expect(response.status, path).toBe(200);
    lengths.push(response.body.length);
  }
  expect(lengths.toSpliced(5, 1)).toEqual([5, 5, 1_000_000, 5, 5, 5]);
  connection.close();
});

test('a client that reads none of its cached responses is disconnected', async () => {
  const node = await startTestNode(['--idle-timeout', '1']);
  const location = await upload(node, new Uint8Array(100_000), '/d/a.bin');
  const before = await listSockets(node);
  const connection = await openRawConnection(node.port);
  const request = `GET ${location} HTTP/1.1\r\nHost: x\r\n\r\n`;
  await connection.send(request);
  await connection.nextResponse();
  const [socket] = (await listSockets(node)).filter((open) => !before.includes(open));
  expect(socket).toBeDefined();
  connection.stopReading();
  await connection.send(request.repeat(300));
  await expect.poll(() => listSockets(node)).not.toContain(socket);
  connection.close();
});

test('so is one that keeps sending requests', async () => {
  const node = await startTestNode(['--idle-timeout', '1']);
  const location = await upload(node, new Uint8Array(100_000), '/d/a.bin');
  const before = await listSockets(node);
  const connection = await openRawConnection(node.port);
  const request = `GET ${location} HTTP/1.1\r\nHost: ${new URL(node.url).host}\r\n\r\n`;
  await connection.send(request);
  await connection.nextResponse();
  const [socket] = (await listSockets(node)).filter((open) => !before.includes(open));
  connection.stopReading();
  // One by one, so that the connection is idle each time, until the system's buffers are full.
  for (let asked = 0; asked < 150; asked += 1) {
    await connection.send(request);
    await (await fetch(`${node.url}/_status`)).text();
  }
  await expect.poll(() => listSockets(node)).not.toContain(socket);
  connection.close();
});

test('so is one that sends two requests at once', async () => {
  const node = await startTestNode(['--idle-timeout', '1']);
  const host = new URL(node.url).host;
  const small = await upload(node, 'small');
  const large = await upload(node, new Uint8Array(100_000), '/d/a.bin');
  for (const path of [small, large]) await (await fetch(node.url + path)).arrayBuffer();
  const before = await listSockets(node);
  const connection = await openRawConnection(node.port);
  const line = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  await connection.send(line(small));
  await connection.nextResponse();
  const [socket] = (await listSockets(node)).filter((open) => !before.includes(open));
  connection.stopReading();
  for (let asked = 0; asked < 150; asked += 1) {
    await connection.send(line(small) + line(large));
    await (await fetch(`${node.url}/_status`)).text();
  }
  await expect.poll(() => listSockets(node)).not.toContain(socket);
  connection.close();
});

test('requests with long queries do not exceed the memory of the cache', async () => {
  const node = await startTestNode();
  const path = await upload(node, 'small');
  const residentMiB = async (): Promise<number> => {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/mu.exec(
      await readFile(`/proc/${node.child.pid}/status`, 'utf8'),
    ) as RegExpExecArray;
    return Number(kibibytes) / 1024;
  };
  const before = await residentMiB();
  const numbers = Array.from({ length: 20_000 }, (_none, index) => index);
  await inParallel(numbers, 16, async (index) => {
    const url = `${node.url}${path}?${index}${'x'.repeat(12_000)}`;
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });
  // All of them together are 350 MiB. Node 22 and later collect garbage later.
  const mostMiB = Number.parseInt(process.versions.node, 10) < 22 ? 120 : 250;
  expect((await residentMiB()) - before).toBeLessThan(mostMiB);
});

async function listSockets({ child }: Node): Promise<string[]> {
  const open = await listOpenFiles(child.pid as number);
  return open.filter((path) => path.startsWith('socket:'));
}
