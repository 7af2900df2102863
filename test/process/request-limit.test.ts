import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { ask, type HostileNode, startHostileNode } from '../support/http/hostile-node.ts';
import { http, put, sha1, storedName } from '../support/http/hostile-row.ts';
import { openRawConnection, type RawConnection } from '../support/http/raw-request.ts';

/** How many uploads may wait for their clients; six of them may have the same address. */
const most = 8;
const fromOneAddress = 6;
const asPeer = ['User-Agent: cockatiel/1.0'];

let node: HostileNode;
let held: RawConnection[];

beforeEach(async () => {
  node = await startHostileNode(['--max-requests', String(most)]);
  held = [];
  for (let index = 0; index < fromOneAddress; index += 1) await expectHeld(`/held-${index}`);
});

afterEach(async () => {
  for (const connection of held) connection.close();
  await node.expectAtRest({ stores: 'any' });
  await node.stop();
});

interface Sender {
  readonly address?: string;
  readonly headers?: readonly string[];
}

/** Starts an upload that waits for its client, and returns the status of the first response. */
async function begin(target: string, { address, headers = [] }: Sender = {}): Promise<number> {
  const connection = await openRawConnection(node.process.port, address);
  held.push(connection);
  await connection.send(
    http(`PUT ${target}`, ['Content-Length: 2', 'Expect: 100-continue', ...headers]),
  );
  return (await connection.nextResponse()).status;
}

async function expectHeld(target: string, sender?: Sender): Promise<void> {
  expect(await begin(target, sender)).toBe(100);
}

describe('beyond the limit of uploads that wait for their clients', () => {
  test('another upload from the same address gets Retry-After, and its connection is closed', async () => {
    const connection = await openRawConnection(node.process.port);
    await connection.send(http('PUT /more', ['Content-Length: 99999'], 'h'));
    const response = await connection.nextResponse();
    expect([response.status, response.headers.get('connection')]).toEqual([503, 'close']);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await connection.rest()).toHaveLength(0);
  });

  test('other addresses can upload until the limit for all is reached', async () => {
    const address = '127.0.0.2';
    for (let index = fromOneAddress; index < most; index += 1) {
      await expectHeld(`/other-${index}`, { address });
    }
    expect(await begin('/more', { address })).toBe(503);
  });

  test('peers have a limit of the same size of their own', async () => {
    for (let index = 0; index < most; index += 1) {
      const text = `peer ${index}`;
      await expectHeld(`/peer_1700000000_${sha1(text)}`, { headers: asPeer });
    }
    expect(await begin(`/peer_1700000000_${sha1('more')}`, { headers: asPeer })).toBe(503);
  });

  test('all else is served: reads, deletes, and uploads that have arrived', async () => {
    const { port } = node.process;
    expect((await ask(port, http(`GET /${storedName}`))).status).toBe(200);
    const stored = await ask(port, put('/whole', 'hi'));
    expect(stored.status).toBe(201);
    const deletion = http(`DELETE ${stored.headers.get('location')}`);
    expect((await ask(port, deletion)).status).toBe(200);
  });

  test.each([
    ['is done', async () => void (await held[0]?.send('hi'))],
    ['is left by its client', async () => held[0]?.reset()],
  ])('another upload is accepted when one %s', async (_, end) => {
    await end();
    await expect.poll(() => begin('/next')).toBe(100);
  });
});

test('a request head may be as large as --max-header-size', async () => {
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
    const response = await ask(limited.process.port, withHeader(sizeBytes));
    expect([sizeBytes, response.status]).toEqual([sizeBytes, status]);
  }
  for (const other of [small, large]) {
    await other.expectAtRest();
    await other.stop();
  }
});
