import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openConnection } from '../support/http/open-connection.ts';
import { linesOf, logLinesOf } from '../support/process/log-lines.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

async function useNode(node: NodeProcess): Promise<string> {
  const upload = await fetch(`${node.url}/a.txt`, { method: 'PUT', body: 'a' });
  await fetch(`${node.url}/none_1_2.txt`);
  await fetch(`${node.url}/a//b`, { method: 'PUT', body: 'a' });
  const odd = await openConnection(node.port, 'nonsense\r\n\r\n');
  await odd.closed;
  return upload.headers.get('location') ?? '';
}

test('requests, also rejected ones, are not logged', async () => {
  const node = await startTestNode();
  await useNode(node);
  await node.stop();
  expect(linesOf(node)).toMatchObject([{ level: 'info', url: node.url }]);
});

test('the first line says what a node is made of, and who may do what', async () => {
  const file = join(await useTestDirectory(), 'secrets');
  await writeFile(file, 'a-secret-of-writers\n', { mode: 0o600 });
  const peer = 'http://127.0.0.1:1';
  const flags = ['--node', `${peer.replace('//', '//user:word@')}`, '--write-secret-file', file];
  const node = await startTestNode(flags);
  await node.stop();
  expect(linesOf(node)[0]).toMatchObject({
    url: node.url,
    page: `${node.url}/_ui/`,
    storage: node.storage,
    storageFreeBytes: expect.any(Number),
    queueFreeBytes: expect.any(Number),
    peers: [expect.stringContaining('127.0.0.1:1')],
    guarded: ['write'],
  });
  expect(node.output()).not.toMatch(/:word|a-secret/u);
});

test('with -v each request is one line', async () => {
  const node = await startTestNode(['-v']);
  const location = await useNode(node);
  await node.stop();
  const requests = logLinesOf(node).filter(({ msg }) => msg === 'request');
  expect(requests).toMatchObject([
    { level: 'debug', method: 'PUT', url: '/a.txt', status: 201, received: 1, sent: 0, location },
    { level: 'debug', method: 'GET', url: '/none_1_2.txt', status: 404, sent: 23 },
    { level: 'debug', method: 'PUT', url: '/a//b', status: 400 },
    { level: 'debug', code: 'HPE_INVALID_METHOD', status: 400 },
  ]);
  for (const { ms, client } of requests.slice(0, 3)) {
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(client).toBe('127.0.0.1');
  }
});

test('with -v the line of a download says that the client has left before its end', async () => {
  const node = await startTestNode(['-v']);
  const body = new Uint8Array(64 * 1024 * 1024);
  const upload = await fetch(`${node.url}/large`, { method: 'PUT', body, redirect: 'manual' });
  const path = upload.headers.get('location') ?? '';
  const download = await openConnection(node.port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
  await download.waitFor(/200 OK/u);
  download.socket.destroy();
  const last = (): unknown => logLinesOf(node).findLast(({ msg }) => msg === 'request');
  await expect.poll(last).toMatchObject({ url: path, status: 200, broken: true });
  await node.stop();
});

test('with -v a request on a connection beyond the cap, and CONNECT, are a line too', async () => {
  const node = await startTestNode(['-v', '--max-connections', '1']);
  const tunnel = await openConnection(
    node.port,
    'CONNECT any:hidden@b:1 HTTP/1.1\r\nHost: b:1\r\n\r\n',
  );
  await tunnel.waitFor(/ 405 /u);
  tunnel.socket.destroy();
  await tunnel.closed;
  const upload = await openConnection(
    node.port,
    'PUT /a.txt HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n',
  );
  await upload.waitFor(/100 Continue/u);
  const late = await openConnection(node.port, 'GET /b.txt?key=value HTTP/1.1\r\nHost: a\r\n\r\n');
  await late.waitFor(/ 503 /u);
  upload.socket.write('x');
  await upload.waitFor(/ 201 /u);
  await node.stop();
  expect(node.output()).not.toMatch(/hidden|key=/u);
  const requests = logLinesOf(node).filter(({ msg }) => msg === 'request');
  expect(requests).toMatchObject([
    { method: 'CONNECT', url: '***@b:1', status: 405 },
    { method: 'GET', url: '/b.txt', status: 503 },
    { method: 'PUT', url: '/a.txt', status: 201 },
  ]);
});

test('a fault is logged in one line, and its reason is not sent to the client', async () => {
  const node = await startTestNode();
  const location = await useNode(node);
  await writeFile(join(node.storage, location), 'b');
  const response = await fetch(node.url + location);
  expect(response.status).toBe(500);
  const body = await response.text();
  expect(body).toMatch(/^[^\n]+\n$/u);
  expect(body).not.toContain(node.storage);
  expect(body).not.toMatch(/\bat \S+:\d+/u);
  await node.stop();
  // That the copy is corrupt is a warning.
  const levels = new Set(logLinesOf(node).map(({ level }) => level));
  expect(levels).toEqual(new Set(['error', 'warn']));
});

test('--no-fsync works, and is logged as a warning', async () => {
  const node = await startTestNode(['--no-fsync']);
  const location = await useNode(node);
  expect(await (await fetch(node.url + location)).text()).toBe('a');
  await node.stop();
  expect(logLinesOf(node)).toMatchObject([
    { level: 'warn', msg: expect.stringContaining('--no-fsync') },
  ]);
});

test('a node continues when nobody reads its log any more', async () => {
  const node = await startTestNode(['-v']);
  node.child.stdout?.destroy();
  node.child.stderr?.destroy();
  const location = await useNode(node);
  expect(await (await fetch(node.url + location)).text()).toBe('a');
  expect(await node.stop()).toBe(0);
});

test("a log that can't be written any more stops nothing", async () => {
  const node = await startTestNode(['-v']);
  node.child.stdout?.destroy();
  for (let request = 0; request < 20; request += 1) {
    expect((await fetch(`${node.url}/none_1_2.txt`)).status).toBe(404);
  }
  expect(await node.stop()).toBe(0);
});
