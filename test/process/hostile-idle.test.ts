import { pid } from 'node:process';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { addLargeFile } from '../support/disk/large-file.ts';
import { chunkedPut, http, put } from '../support/http/hostile-row.ts';
import { drip, type ImpatientNode, startImpatientNode } from '../support/http/impatient-node.ts';
import { listOpenFiles } from '../support/process/footprint.ts';

// Their time is spent waiting, so they may all wait at once.
vi.setConfig({ maxConcurrency: 20 });

let node: ImpatientNode;

beforeAll(async () => {
  node = await startImpatientNode();
});

afterAll(() => node.close());

describe.concurrent('a client that takes its time', () => {
  test('a refused client that goes on sending, and never closes, is cut off', async () => {
    const connection = await node.openConnection();
    await connection.send(http('PUT /_a', ['Content-Length: 99999']));
    expect((await connection.nextResponse()).status).toBe(400);
    await vi.waitFor(
      async () => {
        await connection.send('x');
        expect(connection.isGone).toBe(true);
      },
      { timeout: 10_000, interval: 50 },
    );
  });

  test('a client that takes nothing of its download is cut off, its file closed', async () => {
    const large = await addLargeFile(node.storage, 'large', 32 * 1024 * 1024);
    const connection = await node.openConnection();
    connection.stopReading();
    await connection.send(http(`GET /${large.name}`));
    await vi.waitFor(() => expect(listOpenFiles(pid)).resolves.toContain(large.path));
    await vi.waitFor(() => expect(listOpenFiles(pid)).resolves.not.toContain(large.path), 10_000);
    connection.readOn();
    await expect(connection.nextResponse()).rejects.toThrow('closed before a whole response');
  });

  test('36: a connection on which nothing is sent is closed', async () => {
    await node.expectEnd(await node.openConnection(), 408);
  });

  test('37: a head that comes byte by byte is cut off, however steadily it comes', async () => {
    const connection = await node.openConnection();
    const dripping = drip(connection, 'GET /'.concat('a'.repeat(500)), 20);
    await node.expectEnd(connection, 408);
    await dripping;
  });

  test('neighbour: so is the head of a second request', async () => {
    const connection = await node.openConnection();
    await connection.send(http('GET /missing'));
    expect((await connection.nextResponse()).status).toBe(404);
    const dripping = drip(connection, 'GET /'.concat('a'.repeat(500)), 20);
    await node.expectEnd(connection, 408);
    await dripping;
  });

  test('neighbour: a connection between two requests is closed without a word', async () => {
    const connection = await node.openConnection();
    await connection.send(http('GET /missing'));
    expect((await connection.nextResponse()).status).toBe(404);
    expect(await connection.rest()).toHaveLength(0);
  });

  test('neighbour: a body that nobody needs, and that stops, holds no connection', async () => {
    const connection = await node.openConnection();
    await connection.send(http('GET /missing', ['Content-Length: 9'], 'x'));
    expect((await connection.nextResponse()).status).toBe(404);
    expect(await connection.rest()).toHaveLength(0);
  });

  test('neighbour: an upload refused by its head is answered before its body comes', async () => {
    const connection = await node.openConnection();
    await connection.send(http('PUT /_a', ['Content-Length: 99999']));
    await node.expectEnd(connection, 400);
  });

  test('neighbour: a length that no disk holds is refused before a byte is waited for', async () => {
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
    ])('%s is told 408', async (_, bytes) => {
      const connection = await node.openConnection();
      await connection.send(bytes);
      await node.expectEnd(connection, 408);
      await node.expectNothingStaged();
    });

    test('after it was told to go on is told 408', async () => {
      const connection = await node.openConnection();
      await connection.send(http('PUT /a', ['Content-Length: 9', 'Expect: 100-continue']));
      expect((await connection.nextResponse()).status).toBe(100);
      await node.expectEnd(connection, 408);
      await node.expectNothingStaged();
    });

    test('behind another one is told 408, and the other one is stored', async () => {
      const connection = await node.openConnection();
      await connection.send(`${put('/first', 'x')}${http('PUT /a', ['Content-Length: 9'], 'x')}`);
      expect((await connection.nextResponse()).status).toBe(201);
      await node.expectEnd(connection, 408);
      await node.expectNothingStaged();
    });
  });
});
