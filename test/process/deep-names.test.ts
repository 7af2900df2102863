import { readFileSync, statfsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { listStaged, listStored } from '../support/disk/disk-view.ts';
import { mountSmallDisk } from '../support/disk/small-disk.ts';
import { type Connection, openConnection } from '../support/http/open-connection.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** A name of so many segments, nearly all of them of one letter. */
function deepName(top: string, segments: number): string {
  return `/${top}/${'d/'.repeat(segments - 2)}f`;
}

/** Begins uploads of one byte to names of 480 segments, each in directories of its own. */
async function uploadDeep(node: NodeProcess, count: number): Promise<Connection[]> {
  const uploads = Array.from({ length: count }, (_, index) => {
    const target = deepName(`t${index}`, 480);
    const head = `PUT ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n`;
    return openConnection(node.port, `${head}x`);
  });
  return await Promise.all(uploads);
}

function countWaiting(connections: readonly Connection[]): number {
  return connections.filter((connection) => connection.received() === '').length;
}

interface Outcome {
  readonly status: number;
  readonly path: string;
  readonly tookMs: number;
}

async function request(node: NodeProcess, method: string, path: string): Promise<Outcome> {
  const startMs = performance.now();
  const response = await fetch(node.url + path, { method, body: method === 'PUT' ? 'x' : null });
  await response.text();
  const tookMs = performance.now() - startMs;
  return { status: response.status, path: response.headers.get('location') ?? '', tookMs };
}

/** What others do meanwhile: an upload into a new directory, and three kinds of deletion. */
async function serveOthers(node: NodeProcess, doomed: string[], round: string): Promise<number> {
  const outcomes = [
    await request(node, 'PUT', `/new-${round}/a/b/c`),
    await request(node, 'DELETE', doomed.pop() ?? ''),
    await request(node, 'DELETE', doomed.pop() ?? ''),
    await request(node, 'DELETE', `/unknown-${round}/x_1_${'0'.repeat(40)}`),
  ];
  expect(outcomes.map(({ status }) => status)).toEqual([201, 200, 200, 404]);
  return Math.max(...outcomes.map(({ tookMs }) => tookMs));
}

/** The slowest response of a round; of three rounds the best, as the machine may be busy. */
async function slowestMs(node: NodeProcess, doomed: string[], when: string): Promise<number> {
  const slowest: number[] = [];
  for (const round of ['1', '2', '3']) {
    slowest.push(await serveOthers(node, doomed, when + round));
  }
  return Math.min(...slowest);
}

function residentMebibytes({ child }: NodeProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/mu.exec(status)?.[1]) / 1024;
}

test('a hundred deep uploads delay nobody else, even after their clients have disconnected', async () => {
  const node = await startTestNode(['--max-depth', '512']);
  const doomed: string[] = [];
  for (let index = 0; index < 6; index += 1) {
    doomed.push((await request(node, 'PUT', `/top${index}`)).path);
    doomed.push((await request(node, 'PUT', `/dir/file${index}`)).path);
  }
  const connections = await uploadDeep(node, 100);
  // Others are served before most of those that came earlier.
  await serveOthers(node, doomed, 'under-way');
  expect(countWaiting(connections)).toBeGreaterThan(50);
  for (const { socket } of connections) socket.destroy();
  // All deep uploads take half a minute on a fast machine.
  expect(await slowestMs(node, doomed, 'left')).toBeLessThan(10_000);
});

/** For so many, on a slow machine. */
const many = { timeout: 200_000 };

test('2,000 deep uploads take little memory, and end when their clients disconnect', {
  timeout: 500_000,
}, async () => {
  // With a limited heap, because else the time of garbage collection decides.
  const nodeArgs = ['--max-old-space-size=200'];
  const node = await startTestNode(['--max-depth', '512'], undefined, { nodeArgs });
  const connections = await uploadDeep(node, 2000);
  await expect.poll(() => listStaged(node.storage).length, many).toBeGreaterThan(1500);
  expect(residentMebibytes(node)).toBeLessThan(400);
  expect((await request(node, 'PUT', '/meanwhile/a')).status).toBe(201);
  expect(countWaiting(connections)).toBeGreaterThan(1000);
  for (const { socket } of connections) socket.resetAndDestroy();
  await expect.poll(() => listStaged(node.storage), many).toEqual([]);
  expect(residentMebibytes(node)).toBeLessThan(400);
});

test('a name may have 32 segments by default; peers may send deeper ones', async () => {
  const node = await startTestNode();
  expect((await request(node, 'PUT', deepName('a', 32))).status).toBe(201);
  const refused = await fetch(node.url + deepName('a', 33), { method: 'PUT', body: 'x' });
  expect(refused.status).toBe(400);
  expect(await refused.text()).toBe('The name has more than 32 segments.\n');
  const sha1 = '11f6ad8ec52a2984abaafd7c3b516503785c2072';
  const path = `${deepName('b', 400)}_1_${sha1}`;
  const headers = { 'User-Agent': 'cockatiel/1.0.0' };
  expect((await fetch(node.url + path, { method: 'PUT', body: 'x', headers })).status).toBe(201);
  expect((await request(node, 'GET', path)).status).toBe(200);
  expect((await request(node, 'DELETE', path)).status).toBe(200);
});

test('uploads stop before the inodes are used up, deletions go on', async (ctx) => {
  const disk = await mountSmallDisk('size=64m,nr_inodes=2000');
  if (disk === undefined) return ctx.skip('mounting a file system is not allowed here');
  const node = await startTestNode([], disk);
  const kept = await request(node, 'PUT', '/kept');
  let count = 0;
  const next = async (): Promise<number> => {
    count += 1;
    return (await request(node, 'PUT', deepName(`t${count}`, 32))).status;
  };
  let status = 201;
  while (status === 201) status = await next();
  expect(status).toBe(507);
  expect(count).toBeGreaterThan(50);
  expect(statfsSync(disk).ffree).toBeGreaterThan(15);
  expect(listStaged(node.storage)).toEqual([]);
  expect(listStored(node.storage)).toHaveLength(count);
  expect((await request(node, 'DELETE', kept.path)).status).toBe(200);
});
