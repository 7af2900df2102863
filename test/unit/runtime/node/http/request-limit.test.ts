import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ask } from '../../../../support/http/hostile-node.ts';
import { chunkedPut, http, put, sha1 } from '../../../../support/http/hostile-row.ts';
import { openRawConnection, type RawConnection } from '../../../../support/http/raw-request.ts';
import { createGate, type Gate } from '../../../../support/node/gate.ts';
import { type MemoryServer, startMemoryServer } from '../../../../support/node/memory-server.ts';

const asPeer = ['User-Agent: cockatiel/1.0'];

let server: MemoryServer;
let gate: Gate;
let held: RawConnection[];

beforeEach(async () => {
  const requestLimits = { maxRequests: 3 };
  server = await startMemoryServer({ requestLimits, maxConnections: 100, cacheBytes: 1_000_000 });
  gate = createGate();
  let waiting = 0;
  server.storageDisk.intercept = ({ operation, path }) => {
    if (operation !== 'open' || !path.startsWith('held')) return;
    waiting += 1;
    return gate.opened;
  };
  held = await Promise.all([1, 2, 3].map(() => hold()));
  await expect.poll(() => waiting).toBe(3);
});

/** Sends a request that waits for the disk of the node. */
async function hold(headers: readonly string[] = []): Promise<RawConnection> {
  const connection = await openRawConnection(server.port);
  await connection.send(http(`GET /held_1700000000_${sha1('held')}`, headers));
  return connection;
}

describe('beyond --max-requests', () => {
  test.each([
    ['a read', http('GET /missing')],
    ['a deletion', http('DELETE /missing')],
    ['a small upload', put('/small', 'hi')],
    ['a request for a similar path', http('GET /_statuses')],
  ])('%s gets Retry-After, and can retry on the same connection', async (_, bytes) => {
    const connection = await openRawConnection(server.port);
    await connection.send(bytes);
    const response = await connection.nextResponse();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.body.toString()).toBe('Too many concurrent requests; retry later.\n');
    gate.open();
    expect((await held[0]?.nextResponse())?.status).toBe(404);
    await vi.waitFor(async () => {
      await connection.send(http('GET /missing'));
      expect((await connection.nextResponse()).status).toBe(404);
    });
    connection.close();
  });

  test.each([
    ['whose body is large', http('PUT /large', ['Content-Length: 99999'])],
    ['whose body has no length', chunkedPut('/chunked', '2\r\nhi\r\n')],
    ['that expects 100 Continue', put('/asks', '', ['Expect: 100-continue'])],
  ])('an upload %s gets it too, and its connection is closed', async (_, bytes) => {
    const connection = await openRawConnection(server.port);
    await connection.send(bytes);
    const response = await connection.nextResponse();
    expect([response.status, response.headers.get('connection')]).toEqual([503, 'close']);
    expect(await connection.rest()).toHaveLength(0);
  });

  test('the status is still served', async () => {
    const { status, body } = await ask(server.port, http('GET /_status?now'));
    expect(status).toBe(200);
    expect(JSON.parse(body.toString())).toHaveProperty('node.uptimeSeconds');
    expect((await ask(server.port, http('HEAD /_status'))).status).toBe(200);
    expect((await ask(server.port, put('/_status', ''))).status).toBe(503);
  });

  test('cached responses are still served', async () => {
    gate.open();
    for (const connection of held) expect((await connection.nextResponse()).status).toBe(404);
    const stored = await ask(server.port, put('/kept', 'content'));
    const get = http(`GET ${stored.headers.get('location')}`);
    expect((await ask(server.port, get)).status).toBe(200);
    gate = createGate();
    for (let index = 0; index < 3; index += 1) held.push(await hold());
    await vi.waitFor(async () => {
      expect((await ask(server.port, http('GET /missing'))).status).toBe(503);
    });
    expect((await ask(server.port, get)).status).toBe(200);
  });

  test('peers have a limit of the same size of their own', async () => {
    const asked = http('GET /missing', asPeer);
    for (let index = 0; index < 3; index += 1) {
      expect((await ask(server.port, asked)).status).toBe(404);
      await hold(asPeer);
    }
    await vi.waitFor(async () => expect((await ask(server.port, asked)).status).toBe(503));
  });
});
