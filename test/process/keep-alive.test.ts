import { describe, expect, test } from 'vitest';
import { http, put, storedName } from '../support/http/hostile-row.ts';
import { openRawConnection } from '../support/http/raw-request.ts';
import { startMemoryServer } from '../support/node/memory-server.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** Timers of the node and of this process may differ by some milliseconds. */
const timerSlackMs = 50;

/**
 * Milliseconds from the requests, which are sent at once, to the end of the connection: no less
 * than from their last response. If it is not closed within a minute, this fails.
 */
async function idleTime(port: number, requests: readonly string[]): Promise<number> {
  const connection = await openRawConnection(port);
  const beginMs = performance.now();
  await connection.send(requests.join(''));
  for (const request of requests) {
    await connection.nextResponse({ hasNoBody: request.startsWith('HEAD') });
  }
  expect(await connection.rest()).toHaveLength(0);
  return performance.now() - beginMs;
}

describe('--keep-alive-timeout', () => {
  test.each([
    ['a refusal', [http('GET /missing')]],
    ['an upload', [put('/a', 'x')]],
    ['an upload that is refused by its head', [put('/_a', 'x')]],
    ['a response without a body', [http(`HEAD /${storedName}`)]],
    ['many requests', Array.from({ length: 20 }, () => http('GET /_status'))],
  ])('closes a connection that is idle after %s, and not before', async (_, requests) => {
    const { port } = await startTestNode(['--keep-alive-timeout', '2']);
    const idleMs = await idleTime(port, requests);
    expect(idleMs).toBeGreaterThanOrEqual(2000 - timerSlackMs);
  });

  test('may be longer than --idle-timeout, which is for requests', async () => {
    const { port } = await startTestNode(['--keep-alive-timeout', '3', '--idle-timeout', '1']);
    const idleMs = await idleTime(port, [put('/a', 'x'), http('GET /missing')]);
    expect(idleMs).toBeGreaterThanOrEqual(3000 - timerSlackMs);
  });

  test('closes a connection that is idle after a read from memory, and not before', async () => {
    const { port, url } = await startTestNode(['--keep-alive-timeout', '2']);
    const stored = await fetch(`${url}/file.txt`, { method: 'PUT', body: 'x' });
    const path = stored.headers.get('location') ?? '';
    for (let read = 0; read < 2; read += 1) await (await fetch(url + path)).text();
    expect(await idleTime(port, [http(`GET ${path}`)])).toBeGreaterThanOrEqual(2000 - timerSlackMs);
  });

  test.each([
    [[], 'timeout=65'],
    [['--keep-alive-timeout', '620'], 'timeout=620'],
  ])('%j: a response says how long the connection is kept', async (args, value) => {
    const { url } = await startTestNode(args);
    expect((await fetch(`${url}/_status`)).headers.get('keep-alive')).toBe(value);
  });
});

test('a connection may be idle for longer than the head of a request may take', async () => {
  const times = { headersTimeoutMs: 200, keepAliveTimeoutMs: 2000 };
  const { port } = await startMemoryServer(times);
  const idleMs = await idleTime(port, [http('GET /a'), http('GET /a')]);
  expect(idleMs).toBeGreaterThanOrEqual(2000 - timerSlackMs);
});

test('and is used again after that', async () => {
  const { port } = await startMemoryServer({ headersTimeoutMs: 200, keepAliveTimeoutMs: 20_000 });
  const [idle, silent] = [await openRawConnection(port), await openRawConnection(port)];
  await idle.send(http('GET /a'));
  await idle.nextResponse();
  // A connection without a request is closed when the time for a head is over.
  expect((await silent.nextResponse()).status).toBe(408);
  expect(idle.isOver).toBe(false);
  await idle.send(http('GET /a'));
  expect((await idle.nextResponse()).status).toBe(404);
  idle.close();
  silent.close();
});
