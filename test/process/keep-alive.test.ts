import { describe, expect, test } from 'vitest';
import { http, put, storedName } from '../support/http/hostile-row.ts';
import { openRawConnection } from '../support/http/raw-request.ts';
import { startMemoryServer } from '../support/node/memory-server.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** Timers of the node and of this process may differ by some milliseconds. */
const timerSlackMs = 50;
/** How much later than promised a busy machine may close; Node itself adds a second. */
const latestMs = 5000;

/** Milliseconds from the last of the responses to the end of the connection. */
async function idleTime(port: number, requests: readonly string[]): Promise<number> {
  const connection = await openRawConnection(port);
  for (const request of requests) {
    await connection.send(request);
    await connection.nextResponse({ hasNoBody: request.startsWith('HEAD') });
  }
  const beginMs = performance.now();
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
    expect(idleMs).toBeLessThan(2000 + latestMs);
  });

  test('may be longer than --idle-timeout, which is for requests', async () => {
    const { port } = await startTestNode(['--keep-alive-timeout', '3', '--idle-timeout', '1']);
    const idleMs = await idleTime(port, [put('/a', 'x'), http('GET /missing')]);
    expect(idleMs).toBeGreaterThanOrEqual(3000 - timerSlackMs);
  });

  test('closes a connection that is idle after a read from memory, and not before', async () => {
    const { port, url } = await startTestNode(['--keep-alive-timeout', '2']);
    const stored = await fetch(`${url}/file.txt`, { method: 'PUT', body: 'x' });
    const read = http(`GET ${stored.headers.get('location')}`);
    expect(await idleTime(port, [read, read, read])).toBeGreaterThanOrEqual(2000 - timerSlackMs);
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
