import { expect, onTestFinished, test } from 'vitest';
import { http, put } from '../support/http/hostile-row.ts';
import { openRawConnection, type RawConnection } from '../support/http/raw-request.ts';
import { type LogLine, logLinesOf } from '../support/process/log-lines.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const proxy = '127.0.0.2';
const trusting = ['-v', '--trusted-proxy', `${proxy},127.0.1.0/24`];

async function openConnection(node: NodeProcess, from?: string): Promise<RawConnection> {
  const connection = await openRawConnection(node.port, from);
  onTestFinished(() => connection.close());
  return connection;
}

async function statusOf(connection: RawConnection, bytes: string): Promise<number> {
  await connection.send(bytes);
  return (await connection.nextResponse()).status;
}

async function requestsOf(node: NodeProcess, count: number): Promise<LogLine[]> {
  const lines = (): LogLine[] => logLinesOf(node).filter(({ msg }) => msg === 'request');
  await expect.poll(() => lines().length).toBe(count);
  return lines();
}

const forwarded = (...addresses: readonly string[]): string[] =>
  addresses.map((address) => `X-Forwarded-For: ${address}`);

test('the log says where the client of a trusted proxy is, whichever way the request takes', async () => {
  const node = await startTestNode(trusting);
  const connection = await openConnection(node, proxy);
  const headers = forwarded('192.0.2.7');
  await connection.send(put('/a.txt', 'a', headers));
  const path = (await connection.nextResponse()).headers.get('location') ?? '';
  // A read of the disk, one from memory, one that the application serves, and a refusal.
  for (const [line, status] of [
    [`GET ${path}`, 200],
    [`GET ${path}`, 200],
    [`GET ${path}?x`, 200],
    ['GET /none_1_2.txt', 404],
    ['GET /a//b', 400],
  ] as const) {
    expect(await statusOf(connection, http(line, headers))).toBe(status);
  }
  const requests = await requestsOf(node, 6);
  expect(requests.map(({ client }) => client)).toEqual(Array(6).fill('192.0.2.7'));
});

test.each([
  ['made up', ['203.0.113.9, 192.0.2.7'], '192.0.2.7'],
  ['behind another proxy', ['192.0.2.7, 127.0.1.9'], '192.0.2.7'],
  ['in two lines', ['203.0.113.9', '192.0.2.7', '127.0.1.9'], '192.0.2.7'],
  ['in IPv6, with a port', ['[2001:db8::7]:4711'], '2001:db8::7'],
  ['no address', ['unknown'], proxy],
  ['not there', [], proxy],
])('an X-Forwarded-For that is %s', async (_what, addresses, client) => {
  const node = await startTestNode(trusting);
  const connection = await openConnection(node, proxy);
  await statusOf(connection, http('GET /none_1_2.txt', forwarded(...addresses)));
  expect(await requestsOf(node, 1)).toMatchObject([{ client }]);
});

test.each([
  ['no proxy is trusted', ['-v'], proxy],
  ['the connection is of another address', trusting, '127.0.0.1'],
])('where %s, the header says nothing', async (_what, flags, from) => {
  const node = await startTestNode(flags);
  const connection = await openConnection(node, from);
  await statusOf(connection, http('GET /none_1_2.txt', forwarded('192.0.2.7')));
  expect(await requestsOf(node, 1)).toMatchObject([{ client: from }]);
});

test('the clients behind a trusted proxy have the share of uploads of an address each', async () => {
  const node = await startTestNode(['--max-requests', '8', '--trusted-proxy', proxy]);
  const begin = async (client: string): Promise<number> => {
    const connection = await openConnection(node, proxy);
    const headers = ['Content-Length: 2', 'Expect: 100-continue', ...forwarded(client)];
    return await statusOf(connection, http('PUT /held', headers));
  };
  for (let count = 0; count < 6; count += 1) expect(await begin('192.0.2.7')).toBe(100);
  expect(await begin('192.0.2.7')).toBe(503);
  expect(await begin('203.0.113.9, 192.0.2.7')).toBe(503);
  expect(await begin('192.0.2.8')).toBe(100);
  expect(await begin('unknown')).toBe(100);
  expect(await begin('192.0.2.9')).toBe(503);
});

test('a node that is not listed is named with its address', async () => {
  const node = await startTestNode(['--trusted-proxy', proxy]);
  const ids = ['User-Agent: cockatiel/1.1', 'X-Cockatiel-Node: 00000000000000cc'];
  const remove = http(`DELETE /a_1_${'0'.repeat(40)}`, [...ids, ...forwarded('192.0.2.7')]);
  await statusOf(await openConnection(node, proxy), remove);
  const warning = { level: 'warn', nodeId: '00000000000000cc', address: '192.0.2.7' };
  await expect.poll(() => logLinesOf(node)).toMatchObject([warning]);
  const { node: itself } = (await (await fetch(`${node.url}/_status`)).json()) as {
    node: { unlistedPeers: unknown };
  };
  expect(itself.unlistedPeers).toMatchObject([{ address: '192.0.2.7' }]);
});
