import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { ask, type HostileNode, startHostileNode } from '../support/http/hostile-node.ts';
import { chunkedPut, http, put, sha1 } from '../support/http/hostile-row.ts';
import { openRawConnection, type RawConnection } from '../support/http/raw-request.ts';
import { patience } from '../support/patience.ts';
import { takeFootprint } from '../support/process/footprint.ts';

const megabyte = 1024 * 1024;
let node: HostileNode;
let connections: RawConnection[] = [];

beforeAll(async () => {
  node = await startHostileNode();
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

/** Sends the first part of an upload, and waits until the node has staged it. */
async function beginUpload(bytes: string): Promise<RawConnection> {
  const connection = await openConnection();
  await connection.send(bytes);
  await vi.waitFor(async () => {
    expect((await takeFootprint(node.process)).staged).toHaveLength(1);
  }, patience);
  return connection;
}

describe('an upload that the client aborts leaves nothing behind', () => {
  const half = 'x'.repeat(megabyte / 2);
  const uploads = [
    ['in its body', http('PUT /a', [`Content-Length: ${megabyte}`], half)],
    ['in a chunk', chunkedPut('/a', `${megabyte.toString(16)}\r\n${half}`)],
    ['between chunks', chunkedPut('/a', `${(megabyte / 2).toString(16)}\r\n${half}\r\n`)],
    ['before its last chunk', chunkedPut('/a', `1\r\nx\r\n0\r\n`)],
  ] as const;

  test.each(uploads)('with a reset, %s', async (_, bytes) => {
    (await beginUpload(bytes)).reset();
    await node.expectAtRest();
  });

  test.each(uploads)('by closing, %s', async (_, bytes) => {
    (await beginUpload(bytes)).close();
    await node.expectAtRest();
  });

  test.each(uploads)('by closing its side only, %s, and gets a 400', async (_, bytes) => {
    const connection = await beginUpload(bytes);
    connection.halfClose();
    expect((await connection.nextResponse()).status).toBe(400);
    expect(await connection.rest()).toHaveLength(0);
    await node.expectAtRest();
  });

  test('with a reset after 100 Continue', async () => {
    const connection = await openConnection();
    await connection.send(http('PUT /a', ['Content-Length: 9', 'Expect: 100-continue']));
    expect((await connection.nextResponse()).status).toBe(100);
    connection.reset();
    await node.expectAtRest();
  });

  test('with garbage after a chunk', async () => {
    const connection = await beginUpload(chunkedPut('/a', `1\r\nx\r\n`));
    await connection.send('garbage\r\n');
    expect((await connection.nextResponse()).status).toBe(400);
    expect(await connection.rest()).toHaveLength(0);
    await node.expectAtRest();
  });
});

test('130: an upload whose client leaves early is stored completely or not at all', async () => {
  const body = 'x'.repeat(1000);
  const before = await takeFootprint(node.process);
  await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const connection = await openConnection();
      await connection.send(put(`/dropped-${index}`, body));
      if (index % 2 === 0) connection.reset();
      else connection.close();
    }),
  );
  await node.expectAtRest({ stores: 'any' });
  const after = await takeFootprint(node.process);
  const stored = after.files.filter((file) => !before.files.includes(file));
  for (const name of stored) {
    expect(name).toMatch(new RegExp(`^dropped-\\d+_\\d+_${sha1(body)}$`, 'u'));
    expect((await ask(node.process.port, http(`GET /${name}`))).body.toString()).toBe(body);
  }
  await node.expectAtRest({ stores: 'any' });
});

test('128: a concurrent upload and deletion of a name leave the name deleted', async () => {
  const { port } = node.process;
  const names = Array.from({ length: 30 }, (_, index) => `race_${index}_${sha1('hi')}`);
  const agent = ['User-Agent: cockatiel/1.0'];
  await Promise.all(
    names.map(async (name, index) => {
      const upload = (): Promise<unknown> => ask(port, put(`/${name}`, 'hi', agent));
      const deletion = (): Promise<unknown> => ask(port, http(`DELETE /${name}`));
      await Promise.all(index % 2 === 0 ? [upload(), deletion()] : [deletion(), upload()]);
    }),
  );
  for (const name of names) {
    expect((await ask(port, http(`GET /${name}`))).status).toBe(404);
    expect((await ask(port, put(`/${name}`, 'hi', agent))).status).toBe(409);
  }
  const { files } = await takeFootprint(node.process);
  expect(files.filter((file) => file.startsWith('race'))).toEqual([]);
  await node.expectAtRest({ stores: 1, deletes: 1 });
});
