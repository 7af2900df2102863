import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ask, type HostileNode, startHostileNode } from '../support/hostile-node.ts';
import { chunkedPut, http, put, storedName } from '../support/hostile-row.ts';
import { openRawConnection, type RawConnection } from '../support/raw-request.ts';

let node: HostileNode;
let held: RawConnection[];

beforeEach(async () => {
  node = await startHostileNode(['--max-requests', '3']);
  held = await Promise.all([1, 2, 3].map(holdUpload));
});

afterEach(async () => {
  for (const connection of held) connection.close();
  await untilAnswered(http('GET /missing'), 404);
  await node.expectAtRest({ stores: 'any' });
  await node.stop();
});

/** An upload that the node waits for. */
async function holdUpload(index: number): Promise<RawConnection> {
  const connection = await openRawConnection(node.process.port);
  await connection.send(put(`/held-${index}`, 'hi', ['Expect: 100-continue']).slice(0, -2));
  expect((await connection.nextAnswer()).status).toBe(100);
  return connection;
}

async function untilAnswered(bytes: string, status: number): Promise<void> {
  await vi.waitFor(async () => {
    expect((await ask(node.process.port, bytes)).status).toBe(status);
  });
}

describe('beyond --max-requests', () => {
  test.each([
    ['a read', http('GET /missing')],
    ['a deletion', http(`DELETE /${storedName}`)],
    ['a small upload', put('/small', 'hi')],
    ['a look at another page', http('GET /_statuses')],
  ])('%s is told to come again, and may do so on its connection', async (_, bytes) => {
    const connection = await openRawConnection(node.process.port);
    await connection.send(bytes);
    const answer = await connection.nextAnswer();
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.body.toString()).toMatch(/^The node serves as many requests .*\n$/u);
    await held[0]?.send('hi');
    expect((await held[0]?.nextAnswer())?.status).toBe(201);
    await vi.waitFor(async () => {
      await connection.send(http(`GET /${storedName}`));
      expect((await connection.nextAnswer()).status).toBe(200);
    });
    connection.close();
  });

  test.each([
    ['whose body is large', http('PUT /large', ['Content-Length: 99999'])],
    ['whose body has no length', chunkedPut('/chunked', '2\r\nhi\r\n')],
    ['that asks before it sends', put('/asks', '', ['Expect: 100-continue'])],
  ])('an upload %s is told so, and its connection closed', async (_, bytes) => {
    const connection = await openRawConnection(node.process.port);
    await connection.send(bytes);
    const answer = await connection.nextAnswer();
    expect([answer.status, answer.headers.get('connection')]).toEqual([503, 'close']);
    expect(await connection.rest()).toHaveLength(0);
  });

  test('the status is shown', async () => {
    const { status, body } = await ask(node.process.port, http('GET /_status?now'));
    expect(status).toBe(200);
    expect(JSON.parse(body.toString())).toHaveProperty('node.uptimeSeconds');
    expect((await ask(node.process.port, http('HEAD /_status'))).status).toBe(200);
    expect((await ask(node.process.port, put('/_status', ''))).status).toBe(503);
  });

  test('what is in memory is answered', async () => {
    held.pop()?.close();
    const get = http(`GET /${storedName}`);
    await untilAnswered(get, 200);
    held.push(await holdUpload(4));
    expect((await ask(node.process.port, get)).status).toBe(200);
  });

  test('a client that goes away makes room', async () => {
    held.pop()?.reset();
    await untilAnswered(http('GET /missing'), 404);
  });
});

test('the head of a request may be as large as --max-header-size says', async () => {
  for (const connection of held) connection.close();
  const small = await startHostileNode(['--max-header-size', '8K']);
  const large = await startHostileNode(['--max-header-size', '64K']);
  onTestFinished(async () => {
    for (const other of [small, large]) await other.process.stop('SIGKILL');
  });
  const withHeader = (sizeBytes: number): string =>
    http(`GET /${storedName}`, [`X-Padding: ${'x'.repeat(sizeBytes)}`]);
  for (const [limited, sizeBytes, status] of [
    [small, 8000, 200],
    [small, 8400, 431],
    [large, 60_000, 200],
    [large, 66_000, 431],
    [node, 16_000, 200],
    [node, 17_000, 431],
  ] as const) {
    const answer = await ask(limited.process.port, withHeader(sizeBytes));
    expect([sizeBytes, answer.status]).toEqual([sizeBytes, status]);
  }
  for (const other of [small, large]) {
    await other.expectAtRest();
    await other.stop();
  }
});
