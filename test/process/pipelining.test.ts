import { afterEach, expect, test } from 'vitest';
import { addLargeFile } from '../support/disk/large-file.ts';
import { type Flood, startFlood } from '../support/http/flood.ts';
import { startGuardedNode } from '../support/http/guarded-node.ts';
import { ask, type HostileNode, startHostileNode } from '../support/http/hostile-node.ts';
import { chunkedPut, http, put, storedName } from '../support/http/hostile-row.ts';
import { openRawConnection } from '../support/http/raw-request.ts';
import { memoryUseMiB } from '../support/process/memory-use.ts';

/** The shortest request that Node parses: 65,536 bytes hold 2,340 of them. */
const shortGet = 'GET / HTTP/1.1\r\nHost:\r\n\r\n';
const mebibyte = 1024 * 1024;
const samples = 15;
/**
 * Of a node whose heap is limited: without that, when garbage is collected decides how much a
 * process takes, and half of it may be garbage.
 */
const mostOfOneMiB = 50;
const smallHeap = { nodeArgs: ['--max-old-space-size=48'] };
/** Node 22 and later collect garbage much later. */
const mostOfAThousandMiB = Number.parseInt(process.versions.node, 10) < 22 ? 300 : 500;
/**
 * How long other clients may wait, also on a slow machine. Without fair scheduling it is ten seconds
 * and more on a fast one.
 */
const mostWaitMs = 5000;

const guardedNode = (): Promise<HostileNode> => startGuardedNode([], smallHeap);
const openNode = (): Promise<HostileNode> => startHostileNode([], [], smallHeap);

const floods: Flood[] = [];

afterEach(() => {
  for (const flood of floods.splice(0)) flood.close();
});

async function flood(node: HostileNode, options: Parameters<typeof startFlood>[1]): Promise<Flood> {
  const started = await startFlood(node.process.port, options);
  floods.push(started);
  return started;
}

/** How long another client waits for a response: the median of several requests. */
async function medianWaitMs(node: HostileNode, bytes: string, status: number): Promise<number> {
  const waits: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const startedAt = performance.now();
    expect((await ask(node.process.port, bytes)).status).toBe(status);
    waits.push(performance.now() - startedAt);
  }
  return waits.sort((a, b) => a - b)[Math.floor(samples / 2)] ?? Infinity;
}

/** Waits until all is sent, or the node has stopped reading. */
async function untilTakenOrStuck({ sentBytes }: Flood, totalBytes: number): Promise<void> {
  let before = -1;
  await expect
    .poll(
      () => {
        const last = before;
        before = sentBytes();
        return before === totalBytes || before === last;
      },
      { timeout: 40_000, interval: 1000 },
    )
    .toBe(true);
}

test.each([
  ['what it may not read', guardedNode, shortGet, 401],
  ['what does not exist', openNode, shortGet, 404],
  ['a cached file', openNode, http(`GET /${storedName}`), 404],
  ['heads only', openNode, http(`HEAD /${storedName}`), 404],
  ['with large heads', openNode, http('GET /', [`X-Padding: ${'x'.repeat(9000)}`]), 404],
])(
  'a client that requests %s and never reads uses little memory and delays nobody',
  async (...row) => {
    const [, start, bytes, status] = row;
    const node = await start();
    await ask(node.process.port, http(`GET /${storedName}`));
    const before = memoryUseMiB(node.process);
    const totalBytes = 40 * mebibyte;
    const started = await flood(node, { bytes, totalBytes, reads: false });
    expect(await medianWaitMs(node, http('GET /'), status)).toBeLessThan(mostWaitMs);
    await untilTakenOrStuck(started, totalBytes);
    expect(memoryUseMiB(node.process) - before).toBeLessThan(mostOfOneMiB);
    expect(await medianWaitMs(node, http('GET /'), status)).toBeLessThan(mostWaitMs);
    started.close();
    await node.stop();
  },
);

test('a thousand that pipeline behind an unread download use little memory', async () => {
  const node = await startHostileNode();
  const large = await addLargeFile(node.process.storage, 'large', 12 * mebibyte);
  await ask(node.process.port, http('GET /missing'));
  const before = memoryUseMiB(node.process);
  const options = { first: http(`GET /${large.name}`), bytes: shortGet, totalBytes: 65_536 };
  for (let opened = 0; opened < 1000; opened += 100) {
    const batch = Array.from({ length: 100 }, () => flood(node, { ...options, reads: false }));
    await Promise.all(batch);
    expect((await ask(node.process.port, http(`GET /${storedName}`))).status).toBe(200);
  }
  expect(memoryUseMiB(node.process) - before).toBeLessThan(mostOfAThousandMiB);
  expect(await medianWaitMs(node, http('GET /missing'), 404)).toBeLessThan(mostWaitMs);
  for (const one of floods.splice(0)) one.close();
  await node.expectAtRest({ stores: 'any' });
  await node.stop();
});

test.each([
  ['a refusal', shortGet, 404],
  ['a file that is in memory', http(`GET /${storedName}`), 200],
])('ten connections that keep requesting %s do not delay others', async (_, bytes, status) => {
  const node = await startHostileNode();
  const options = { bytes, totalBytes: 4 * mebibyte, reads: true };
  const started = await Promise.all(Array.from({ length: 10 }, () => flood(node, options)));
  expect(await medianWaitMs(node, http('GET /missing'), 404)).toBeLessThan(mostWaitMs);
  const responded = (): boolean => started.every(({ received }) => received(` ${status} `) > 10);
  await expect.poll(responded).toBe(true);
  for (const one of started) one.close();
  await node.expectAtRest();
  await node.stop();
});

test('what is sent after the last response of a connection is not kept in memory', async () => {
  const node = await startHostileNode();
  const before = memoryUseMiB(node.process);
  const withoutHost = 'GET / HTTP/1.1\r\n\r\n';
  const options = { first: withoutHost, bytes: shortGet, totalBytes: 15 * mebibyte, reads: false };
  const started = await Promise.all(Array.from({ length: 5 }, () => flood(node, options)));
  await Promise.all(started.map((one) => untilTakenOrStuck(one, options.totalBytes)));
  expect(memoryUseMiB(node.process) - before).toBeLessThan(150);
  await node.expectAtRest();
  await node.stop();
});

test('a client that pipelines thousands of requests, and reads, gets all responses', async () => {
  const node = await startHostileNode();
  const connection = await openRawConnection(node.process.port);
  const rows = [
    [shortGet, 404],
    [http(`GET /${storedName}`), 200],
    [put('/a', 'content'), 201],
    [chunkedPut('/b', '3\r\nabc\r\n0\r\n\r\n'), 201],
    [http('GET /_status'), 200],
    [http('DELETE /missing'), 404],
    [http('POST /a'), 405],
  ] as const;
  const order = Array.from({ length: 2000 }, (_, index) => rows[index % rows.length] ?? rows[0]);
  const sending = connection.send(order.map(([bytes]) => bytes).join(''));
  connection.halfClose();
  for (const [bytes, status] of order) {
    const response = await connection.nextResponse();
    const isStored = response.status === 302 && status === 201;
    expect([bytes, isStored ? 201 : response.status]).toEqual([bytes, status]);
  }
  expect(await connection.rest()).toHaveLength(0);
  await sending;
  await node.expectAtRest({ stores: 'any' });
  await node.stop();
});

test.each([600, 6000, 60_000])('pipelined uploads of %i bytes are all stored', async (size) => {
  const node = await startHostileNode();
  const connection = await openRawConnection(node.process.port);
  const [many, body] = [20, 'x'.repeat(size)];
  const chunks = `${size.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  const three = `${chunkedPut('/chunked', chunks)}${put('/whole', body)}${http('GET /')}`;
  const sending = connection.send(three.repeat(many));
  for (let index = 0; index < many; index += 1) {
    expect([201, 302]).toContain((await connection.nextResponse()).status);
    expect([201, 302]).toContain((await connection.nextResponse()).status);
    expect((await connection.nextResponse()).status).toBe(404);
  }
  await sending;
  connection.close();
  await node.expectAtRest({ stores: 'any' });
  await node.stop();
});

test.each([
  ['a fault', 'GET / HTTP/9.9\r\n\r\n', 400],
  ['an upload that is refused', http('PUT /_a', ['Content-Length: 9999999']), 400],
])('%s behind many requests is reported after their responses', async (_, bytes, status) => {
  const node = await startHostileNode();
  const connection = await openRawConnection(node.process.port);
  const many = 60;
  await connection.send(`${shortGet.repeat(many)}${bytes}${shortGet.repeat(many)}`);
  for (let index = 0; index < many; index += 1) {
    expect((await connection.nextResponse()).status).toBe(404);
  }
  expect((await connection.nextResponse()).status).toBe(status);
  expect(await connection.rest()).toHaveLength(0);
  await node.expectAtRest();
  await node.stop();
});
