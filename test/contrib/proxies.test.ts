import { readdirSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startStubPeer } from '../support/cluster/stub-peer.ts';
import { send } from '../support/contrib/compare-responses.ts';
import { proxies } from '../support/contrib/proxies.ts';
import { startReadLoad } from '../support/contrib/read-load.ts';
import { upload } from '../support/http/client.ts';
import { patience } from '../support/patience.ts';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const mebibyte = 1024 * 1024;

/** A node that breaks each connection once it has a request, but is ready. */
async function startBreakingNode() {
  return await startStubPeer(({ url }, response) => {
    if (url === '/_ready') response.end('ready\n');
    else response.socket?.destroy();
  });
}

/** An upload on a connection of its own: on a kept one that breaks, a client may repeat it. */
async function put(port: number): Promise<number> {
  const headers = ['Content-Length: 7', '', 'content'];
  return (await send(port, { name: '', method: 'PUT', target: '/b.txt', headers })).status;
}

describe.for(proxies)('$name as a proxy', ({ start, movesUploads, asksNodes }) => {
  test('passes uploads, reads and deletions, and nothing operational', async (ctx) => {
    const node = await startTestNode();
    const port = await start([node.port, node.port, node.port], ctx);
    const url = `http://127.0.0.1:${port}`;
    const path = await upload({ url }, 'a%20b/%C3%BC+(1).txt', 'content');
    expect(path).toMatch(/^\/a%20b\/%C3%BC\+\(1\)_\d+_[\da-f]{40}\.txt$/u);
    const range = await fetch(url + path, { headers: { Range: 'bytes=0-2' } });
    expect([range.status, await range.text()]).toEqual([206, 'con']);
    expect((await fetch(url + path, { method: 'DELETE' })).status).toBe(200);
    expect((await fetch(url + path)).status).toBe(404);
    const closed = ['/_status', '/_metrics', '/_ready', '//_status', '/%5Fstatus', '/x/../_status'];
    for (const target of closed) {
      const response = await send(port, { name: '', method: 'GET', target, headers: [] });
      expect([400, 404], target).toContain(response.status);
      expect(response.body.toString(), target).not.toContain('queues');
    }
    const compare = await fetch(`${url}/_compare`, { method: 'POST', body: '' });
    expect(compare.status).toBe(404);
  });

  test('sends an upload to the node while it comes', async (ctx) => {
    const node = await startTestNode();
    const port = await start([node.port, node.port, node.port], ctx);
    const headers = { 'Content-Length': 8 * mebibyte };
    const upload = request({ port, host: '127.0.0.1', method: 'PUT', path: '/large', headers });
    const status = new Promise((resolve, reject) => {
      upload.once('response', ({ statusCode }) => resolve(statusCode)).once('error', reject);
    });
    upload.write(Buffer.alloc(6 * mebibyte));
    const staging = join(node.storage, '.cockatiel/staging');
    const staged = (): number =>
      readdirSync(staging).reduce((sum, name) => sum + statSync(join(staging, name)).size, 0);
    await expect.poll(staged, patience).toBeGreaterThan(4 * mebibyte);
    upload.end(Buffer.alloc(2 * mebibyte));
    expect(await status).toBe(201);
  });

  test('repeats a read that broke off, and no upload', async (ctx) => {
    const node = await startTestNode();
    const path = await upload(node, 'a.txt', 'content');
    const [one, other] = [await startBreakingNode(), await startBreakingNode()];
    const port = await start([one.port, other.port, node.port], ctx);
    const url = `http://127.0.0.1:${port}`;
    const statuses: number[] = [];
    for (let count = 0; count < 6; count += 1) statuses.push((await fetch(url + path)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
    const uploads: number[] = [];
    const broken = (): number =>
      [...one.requests, ...other.requests].filter((line) => line.startsWith('PUT')).length;
    await expect
      .poll(async () => {
        uploads.push(await put(port));
        return broken();
      }, patience)
      .toBeGreaterThan(0);
    const stored = uploads.filter((status) => status < 400).length;
    expect(stored + broken()).toBe(uploads.length);
  });

  test('reads from another node where one refuses the connection', async (ctx) => {
    const node = await startTestNode();
    const path = await upload(node, 'a.txt', 'content');
    const [closed = 0, alsoClosed = 0] = await findFreePorts(2);
    const port = await start([closed, alsoClosed, node.port], ctx);
    const url = `http://127.0.0.1:${port}`;
    const first = await put(port);
    expect(first === 201 || (!movesUploads && first === 502)).toBe(true);
    for (let count = 0; count < 6; count += 1) expect((await fetch(url + path)).status).toBe(200);
  });

  test.runIf(asksNodes)('sends requests to any node where none is ready', async (ctx) => {
    const node = await startTestNode(['--drain-seconds', '3600', '--verbose']);
    const files = new Map([[await upload(node, 'a.txt', 'content'), 'content']]);
    node.child.kill('SIGTERM');
    await expect.poll(async () => (await fetch(`${node.url}/_ready`)).status).toBe(503);
    const url = `http://127.0.0.1:${await start([node.port, node.port, node.port], ctx)}`;
    const load = startReadLoad(url, files, 1);
    const asked = (): number => node.output().split('"/_ready"').length;
    const before = asked();
    await expect.poll(() => asked() - before, patience).toBeGreaterThan(12);
    await load.stop();
    expect(load.failures).toEqual([]);
    expect(load.done).toBeGreaterThan(0);
  });
});
