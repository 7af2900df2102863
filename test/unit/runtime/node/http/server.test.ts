import { expect, test } from 'vitest';
import { systemError } from '../../../../support/disk/memory-tree.ts';
import { http, storedName } from '../../../../support/http/hostile-row.ts';
import { openRawConnection } from '../../../../support/http/raw-request.ts';
import { createGate } from '../../../../support/node/gate.ts';
import { startMemoryServer } from '../../../../support/node/memory-server.ts';
import { send } from '../../../../support/node/send.ts';

test('a disk error before the first byte of a small range is sent is a 500', async () => {
  const { ctx, storageDisk, url } = await startMemoryServer();
  const uploaded = await send({ ctx }, 'PUT', '/file', { body: 'content' });
  storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'read') throw systemError('EIO', path);
  };
  const headers = { Range: 'bytes=1-2' };
  const response = await fetch(url + uploaded.headers.get('location'), { headers });
  expect(response.status).toBe(500);
  expect(await response.text()).toBe('Internal server error.\n');
});

test('an upload whose client resets after the last byte leaves nothing behind', async () => {
  const { storageDisk, port, finished, connections } = await startMemoryServer({
    idleTimeoutMs: 600_000,
  });
  const [reached, gate] = [createGate(), createGate()];
  storageDisk.intercept = ({ operation }) => {
    if (operation !== 'create') return;
    reached.open();
    return gate.opened;
  };
  const connection = await openRawConnection(port);
  await connection.send('PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nbytes');
  await reached.opened;
  connection.reset();
  await expect.poll(connections, { timeout: 5000 }).toBe(0);
  gate.open();
  await finished();
  expect(storageDisk.paths().filter((path) => path.startsWith('.cockatiel/staging/'))).toEqual([]);
});

test.each([
  ['is parsed when they are done, however late', ' /b HTTP/1.1\r\nHost: x\r\n\r\n', 404],
  ['gets a 408 if the rest does not arrive then either', '', 408],
])('a head behind requests that take long %s', async (_, rest, status) => {
  const server = await startMemoryServer({ headersTimeoutMs: 1000 });
  const gate = createGate();
  server.storageDisk.intercept = ({ operation }) =>
    operation === 'open' ? gate.opened : undefined;
  const connection = await openRawConnection(server.port);
  await connection.send(`${http(`GET /${storedName}`)}${http('GET /a')}GET`);
  await expect.poll(server.clientErrors, { timeout: 5000 }).toBe(1);
  gate.open();
  for (let responses = 0; responses < 2; responses += 1) {
    expect((await connection.nextResponse()).status).toBe(404);
  }
  await connection.send(rest);
  expect((await connection.nextResponse()).status).toBe(status);
  connection.close();
});

test('TRACE, which no Fetch request may have, is refused below the mount like other methods', async () => {
  const { port } = await startMemoryServer({ mount: '/files' });
  const connection = await openRawConnection(port);
  for (const [path, status, allow] of [
    ['/_status', 404, undefined],
    ['/filesystem', 404, undefined],
    ['/files/_status', 405, 'GET, HEAD, OPTIONS'],
    ['/files/a', 405, 'GET, HEAD, PUT, DELETE, OPTIONS'],
  ] as const) {
    await connection.send(http(`TRACE ${path}`));
    const { headers, ...response } = await connection.nextResponse();
    expect([path, response.status, headers.get('allow')]).toEqual([path, status, allow]);
  }
  connection.close();
});
