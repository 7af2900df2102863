import { pid } from 'node:process';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { addLargeFile } from '../support/disk/large-file.ts';
import { chunkedPut, http, put } from '../support/http/hostile-row.ts';
import { drip, type ImpatientNode, startImpatientNode } from '../support/http/impatient-node.ts';
import { patience } from '../support/patience.ts';
import { listOpenFiles } from '../support/process/footprint.ts';

// These tests mostly wait, so they run concurrently.
vi.setConfig({ maxConcurrency: 20 });

let node: ImpatientNode;
/** Keeps a connection without a request. */
let keeping: ImpatientNode;

beforeAll(async () => {
  node = await startImpatientNode();
  keeping = await startImpatientNode({ keepAliveTimeoutMs: 60_000 });
});

afterAll(() => Promise.all([node.close(), keeping.close()]));

describe.concurrent('a slow client', () => {
  test('that keeps sending after it was rejected, and never closes, is disconnected', async () => {
    const connection = await node.openConnection();
    await connection.send(http('PUT /_a', ['Content-Length: 99999']));
    expect((await connection.nextResponse()).status).toBe(400);
    await vi.waitFor(async () => {
      await connection.send('x');
      expect(connection.isGone).toBe(true);
    }, patience);
  });

  test('that reads nothing of its download is disconnected, and the file closed', async () => {
    const large = await addLargeFile(node.storage, 'large', 32 * 1024 * 1024);
    const connection = await node.openConnection();
    await connection.send(http(`GET /${large.name}`));
    await connection.receivedSome();
    connection.stopReading();
    await vi.waitFor(() => expect(listOpenFiles(pid)).resolves.not.toContain(large.path), patience);
    connection.readOn();
    await expect(connection.nextResponse()).rejects.toThrow('closed before a complete response');
  });

  test('36: that sends nothing at all gets a 408', async () => {
    await node.expectEnd(await node.openConnection(), 408);
  });

  test('37: that sends a head byte by byte gets a 408, however steadily it sends', async () => {
    const connection = await node.openConnection();
    const dripping = drip(connection, 'GET /'.concat('a'.repeat(500)), 20);
    await node.expectEnd(connection, 408);
    await dripping;
  });

  test('neighbour: so does the head of a second request', async () => {
    const connection = await keeping.openConnection();
    await connection.send(http('GET /missing'));
    expect((await connection.nextResponse()).status).toBe(404);
    const dripping = drip(connection, 'GET /'.concat('a'.repeat(500)), 20);
    await keeping.expectEnd(connection, 408);
    await dripping;
  });

  test('neighbour: an idle connection is closed without a response', async () => {
    const connection = await node.openConnection();
    await connection.send(http('GET /missing'));
    expect((await connection.nextResponse()).status).toBe(404);
    expect(await connection.rest()).toHaveLength(0);
  });

  test('neighbour: an unneeded body that stops does not keep the connection open', async () => {
    const connection = await node.openConnection();
    await connection.send(http('GET /missing', ['Content-Length: 9'], 'x'));
    expect((await connection.nextResponse()).status).toBe(404);
    expect(await connection.rest()).toHaveLength(0);
  });

  test('neighbour: an upload is rejected by its head before the body is sent', async () => {
    const connection = await node.openConnection();
    await connection.send(http('PUT /_a', ['Content-Length: 99999']));
    await node.expectEnd(connection, 400);
  });

  test('neighbour: a length that fits no disk is rejected before the body is sent', async () => {
    const connection = await node.openConnection();
    await connection.send(http('PUT /a', [`Content-Length: ${2 ** 50}`]));
    await node.expectEnd(connection, 507);
  });

  describe('an upload that stops', () => {
    test.each([
      ['before its first byte', http('PUT /a', ['Content-Length: 9'])],
      ['in its body', http('PUT /a', ['Content-Length: 9'], 'x')],
      ['in a chunk', chunkedPut('/a', '9\r\nx')],
      ['between chunks', chunkedPut('/a', '1\r\nx\r\n')],
      ['in the line of a chunk', chunkedPut('/a', '1\r\nx\r\n9')],
      ['before its trailer ends', chunkedPut('/a', '1\r\nx\r\n0\r\nX-A: b\r\n')],
    ])('%s gets a 408', async (_, bytes) => {
      const connection = await node.openConnection();
      await connection.send(bytes);
      await node.expectEnd(connection, 408);
      await node.expectNothingStaged();
    });

    test('after 100 Continue gets a 408', async () => {
      const connection = await node.openConnection();
      await connection.send(http('PUT /a', ['Content-Length: 9', 'Expect: 100-continue']));
      expect((await connection.nextResponse()).status).toBe(100);
      await node.expectEnd(connection, 408);
      await node.expectNothingStaged();
    });

    test('behind another one gets a 408, and the other one is stored', async () => {
      const connection = await node.openConnection();
      await connection.send(`${put('/first', 'x')}${http('PUT /a', ['Content-Length: 9'], 'x')}`);
      expect((await connection.nextResponse()).status).toBe(201);
      await node.expectEnd(connection, 408);
      await node.expectNothingStaged();
    });
  });
});
