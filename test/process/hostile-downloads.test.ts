import { open } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { addLargeFile } from '../support/disk/large-file.ts';
import { ask, type HostileNode, startHostileNode } from '../support/http/hostile-node.ts';
import { http, storedName } from '../support/http/hostile-row.ts';
import { openRawConnection, type RawConnection } from '../support/http/raw-request.ts';

const megabyte = 1024 * 1024;
const getN = http(`GET /${storedName}`);
let node: HostileNode;
let large: Awaited<ReturnType<typeof addLargeFile>>;
let connections: RawConnection[] = [];

beforeAll(async () => {
  node = await startHostileNode();
  large = await addLargeFile(node.process.storage, 'large', 16 * megabyte);
  await node.expectAtRest({ stores: 1 });
});

afterEach(() => {
  for (const connection of connections) connection.close();
  connections = [];
});

afterAll(() => node.stop());

async function openConnection(): Promise<RawConnection> {
  const connection = await openRawConnection(node.process.port);
  connections.push(connection);
  return connection;
}

describe('a download that the client aborts leaves no file open', () => {
  test.each(['reset', 'close'] as const)('with a %s in the middle', async (end) => {
    const connection = await openConnection();
    await connection.send(http(`GET /${large.name}`));
    await connection.receivedSome();
    connection[end]();
    await node.expectAtRest();
  });

  test('with a reset before it begins', async () => {
    const connection = await openConnection();
    await connection.send(http(`GET /${large.name}`));
    connection.reset();
    await node.expectAtRest();
  });

  test('with a reset while another request is queued behind it', async () => {
    const connection = await openConnection();
    connection.stopReading();
    await connection.send(http(`GET /${large.name}`).repeat(20));
    connection.reset();
    await node.expectAtRest();
  });

  test('with a CONNECT behind it', async () => {
    const connection = await openConnection();
    connection.stopReading();
    await connection.send(`${http(`GET /${large.name}`)}${http('CONNECT a:1')}`);
    await node.expectAtRest();
  });
});

describe('a download is completed', () => {
  test('when invalid HTTP follows it, which is then refused', async () => {
    const connection = await openConnection();
    await connection.send(`${http(`GET /${large.name}`)}\0\0\0`);
    expect((await connection.nextResponse()).body.equals(large.content)).toBe(true);
    expect((await connection.nextResponse()).status).toBe(400);
    expect(await connection.rest()).toHaveLength(0);
    await node.expectAtRest();
  });

  test('when the client closes its side meanwhile', async () => {
    const connection = await openConnection();
    await connection.send(`${http(`GET /${large.name}`)}${getN}`);
    await connection.receivedSome();
    connection.halfClose();
    expect((await connection.nextResponse()).body.equals(large.content)).toBe(true);
    expect((await connection.nextResponse()).status).toBe(200);
    expect(await connection.rest()).toHaveLength(0);
    await node.expectAtRest();
  });

  test('129: when the file is deleted meanwhile; later requests get a 404', async () => {
    const { storage, port } = node.process;
    const deleted = await addLargeFile(storage, 'deleted', 16 * megabyte);
    await node.expectAtRest({ stores: 1 });
    const connection = await openConnection();
    connection.stopReading();
    await connection.send(http(`GET /${deleted.name}`));
    await expect.poll(() => node.openFiles()).toContain(deleted.path);
    expect((await ask(port, http(`DELETE /${deleted.name}`))).status).toBe(200);
    connection.readOn();
    expect((await connection.nextResponse()).body.equals(deleted.content)).toBe(true);
    expect((await ask(port, http(`GET /${deleted.name}`))).status).toBe(404);
    connection.close();
    await node.expectAtRest({ deletes: 1 });
  });
});

test('a file that turns out to be corrupt during a download aborts the connection', async () => {
  const corrupt = await startHostileNode();
  const { name, path, content } = await addLargeFile(
    corrupt.process.storage,
    'rotten',
    2 * megabyte,
  );
  const file = await open(path, 'r+');
  await file.write('X', content.length - 1);
  await file.close();
  await corrupt.expectAtRest({ stores: 1 });
  const connection = await openRawConnection(corrupt.process.port);
  await connection.send(http(`GET /${name}`));
  await expect(connection.nextResponse()).rejects.toThrow('closed before a complete response');
  await corrupt.expectAtRest();
  expect(corrupt.process.output()).toContain('a stored file is corrupt');
  await corrupt.process.stop();
});
