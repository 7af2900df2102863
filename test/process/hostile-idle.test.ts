import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pid } from 'node:process';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningNode, startNode } from '../../runtime/node.ts';
import { checkCommonFacts } from '../support/check-answers.ts';
import { listOpenFiles } from '../support/footprint.ts';
import { chunkedPut, http, put } from '../support/hostile-row.ts';
import { addLargeFile } from '../support/large-file.ts';
import { openRawConnection, type RawBytes, type RawConnection } from '../support/raw-request.ts';
import { createTestDirectory } from '../support/start-process.ts';

/**
 * Limits short enough to be waited for; the node runs in this process, because no flag makes them
 * so.
 */
const limits = { idleTimeoutMs: 1000, headersTimeoutMs: 500, keepAliveTimeoutMs: 500 };
const silentLog = { error: fail, warn: fail, debug: () => undefined };

// Their time is spent waiting, so they may all wait at once.
vi.setConfig({ maxConcurrency: 20 });

let directory: Awaited<ReturnType<typeof createTestDirectory>>;
let storage: string;
let node: RunningNode;

beforeAll(async () => {
  directory = await createTestDirectory();
  storage = join(directory.path, 'storage');
  node = await startNode({
    ...limits,
    host: '127.0.0.1',
    port: 0,
    storage,
    queue: join(directory.path, 'queue'),
    publicUrl: '',
    peerUrls: [],
    proxy: undefined,
    concurrency: 16,
    maxSizeBytes: Infinity,
    maxConnections: 100,
    cacheBytes: 0,
    fsync: false,
    log: silentLog,
  });
});

afterAll(async () => {
  await node.close();
  await directory.remove();
});

function fail(message: string): never {
  throw new Error(`The node logged: ${message}`);
}

function openConnection(): Promise<RawConnection> {
  return openRawConnection(Number(new URL(node.url).port));
}

/** Sends a piece every `intervalMs` until there are no more or the connection is closed. */
async function drip(
  connection: RawConnection,
  pieces: Iterable<RawBytes>,
  intervalMs: number,
): Promise<void> {
  const rest = pieces[Symbol.iterator]();
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const { value, done } = rest.next();
      if (done !== true && !connection.isOver) return void connection.send(value);
      clearInterval(timer);
      resolve();
    }, intervalMs);
  });
}

/** The connection gives this answer, and is closed. */
async function expectEnd(connection: RawConnection, status: number): Promise<void> {
  const answer = await connection.nextAnswer();
  expect(answer.status).toBe(status);
  expect(answer.headers.get('connection')).toBe('close');
  checkCommonFacts(answer, directory.path);
  expect(await connection.rest()).toHaveLength(0);
}

/** The uploads of the other tests that run meanwhile end too. */
async function expectNothingStaged(): Promise<void> {
  await vi.waitFor(async () => {
    expect(await readdir(join(storage, '.cockatiel', 'staging'))).toEqual([]);
  }, 10_000);
}

describe.concurrent('a client that takes its time', () => {
  test('a refused client that goes on sending, and never closes, is cut off', async () => {
    const connection = await openConnection();
    await connection.send(http('PUT /_a', ['Content-Length: 99999']));
    expect((await connection.nextAnswer()).status).toBe(400);
    await vi.waitFor(
      async () => {
        await connection.send('x');
        expect(connection.isGone).toBe(true);
      },
      { timeout: 10_000, interval: 50 },
    );
  });

  test('a client that takes nothing of its download is cut off, its file closed', async () => {
    const large = await addLargeFile(storage, 'large', 32 * 1024 * 1024);
    const connection = await openConnection();
    connection.stopReading();
    await connection.send(http(`GET /${large.name}`));
    await vi.waitFor(() => expect(listOpenFiles(pid)).resolves.toContain(large.path));
    await vi.waitFor(() => expect(listOpenFiles(pid)).resolves.not.toContain(large.path), 10_000);
    connection.readOn();
    await expect(connection.nextAnswer()).rejects.toThrow('closed before a whole answer');
  });

  test('36: a connection on which nothing is sent is closed', async () => {
    await expectEnd(await openConnection(), 408);
  });

  test('37: a head that comes byte by byte is cut off, however steadily it comes', async () => {
    const connection = await openConnection();
    const dripping = drip(connection, 'GET /'.concat('a'.repeat(500)), 20);
    await expectEnd(connection, 408);
    await dripping;
  });

  test('neighbour: so is the head of a second request', async () => {
    const connection = await openConnection();
    await connection.send(http('GET /missing'));
    expect((await connection.nextAnswer()).status).toBe(404);
    const dripping = drip(connection, 'GET /'.concat('a'.repeat(500)), 20);
    await expectEnd(connection, 408);
    await dripping;
  });

  test('38: an upload that comes byte by byte is taken while the bytes come', async () => {
    const connection = await openConnection();
    await connection.send(http('PUT /slow', ['Content-Length: 30']));
    await drip(connection, 'x'.repeat(30), 50);
    expect((await connection.nextAnswer()).status).toBe(201);
    connection.close();
  });

  test('neighbour: a connection between two requests is closed without a word', async () => {
    const connection = await openConnection();
    await connection.send(http('GET /missing'));
    expect((await connection.nextAnswer()).status).toBe(404);
    expect(await connection.rest()).toHaveLength(0);
  });

  test('neighbour: a body that nobody needs, and that stops, holds no connection', async () => {
    const connection = await openConnection();
    await connection.send(http('GET /missing', ['Content-Length: 9'], 'x'));
    expect((await connection.nextAnswer()).status).toBe(404);
    expect(await connection.rest()).toHaveLength(0);
  });

  test('neighbour: an upload refused by its head is answered before its body comes', async () => {
    const connection = await openConnection();
    await connection.send(http('PUT /_a', ['Content-Length: 99999']));
    await expectEnd(connection, 400);
  });

  describe('an upload that stops', () => {
    test.each([
      ['before its first byte', http('PUT /a', ['Content-Length: 9'])],
      ['in its body', http('PUT /a', ['Content-Length: 9'], 'x')],
      ['in a chunk', chunkedPut('/a', '9\r\nx')],
      ['between chunks', chunkedPut('/a', '1\r\nx\r\n')],
      ['in the line of a chunk', chunkedPut('/a', '1\r\nx\r\n9')],
      ['before its trailer ends', chunkedPut('/a', '1\r\nx\r\n0\r\nX-A: b\r\n')],
      ['without a length that a disk holds', http('PUT /a', [`Content-Length: ${2 ** 50}`], 'x')],
    ])('%s is told 408', async (_, bytes) => {
      const connection = await openConnection();
      await connection.send(bytes);
      await expectEnd(connection, 408);
      await expectNothingStaged();
    });

    test('after it was told to go on is told 408', async () => {
      const connection = await openConnection();
      await connection.send(http('PUT /a', ['Content-Length: 9', 'Expect: 100-continue']));
      expect((await connection.nextAnswer()).status).toBe(100);
      await expectEnd(connection, 408);
      await expectNothingStaged();
    });

    test('behind another one is told 408, and the other one is stored', async () => {
      const connection = await openConnection();
      await connection.send(`${put('/first', 'x')}${http('PUT /a', ['Content-Length: 9'], 'x')}`);
      expect((await connection.nextAnswer()).status).toBe(201);
      await expectEnd(connection, 408);
      await expectNothingStaged();
    });
  });
});
