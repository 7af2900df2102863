import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { createAnswerCache } from '../../runtime/answer-cache.ts';
import { defaultLimits as limits } from '../../runtime/limits.ts';
import { createNodeServer } from '../../runtime/node-server.ts';
import { createTestContext } from '../support/create-test-context.ts';
import { createGate } from '../support/gate.ts';
import { systemError } from '../support/memory-tree.ts';
import { openRawConnection } from '../support/raw-request.ts';
import { send } from '../support/send.ts';

const closings: (() => void)[] = [];

afterEach(() => {
  for (const close of closings.splice(0)) close();
});

/** A node in memory behind a socket. */
async function listen(idleTimeoutMs = 5000) {
  const node = await createTestContext();
  const { ctx, storageDisk } = node;
  const [files, deletions] = [storageDisk.mount(), ctx.deletions];
  const cache = createAnswerCache({ maxBytes: 0, files, deletions, nowMs: () => 0 });
  const options = { maxConnections: 10, idleTimeoutMs, limits, cache };
  const { server, finished } = createNodeServer(ctx, options);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => server.close().closeAllConnections());
  const connections = (): Promise<number> => promisify(server.getConnections.bind(server))();
  return {
    ...node,
    finished,
    connections,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
}

test('a disk that fails before a byte of a small part is sent is a 500', async () => {
  const { ctx, storageDisk, url } = await listen();
  const uploaded = await send({ ctx }, 'PUT', '/file', { body: 'content' });
  storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'read') throw systemError('EIO', path);
  };
  const headers = { Range: 'bytes=1-2' };
  const answer = await fetch(url + uploaded.headers.get('location'), { headers });
  expect(answer.status).toBe(500);
  expect(await answer.text()).toBe('The server failed.\n');
});

test('an upload whose client resets once all is sent holds nothing any more', async () => {
  const { storageDisk, url, finished, connections } = await listen(600_000);
  const [reached, gate] = [createGate(), createGate()];
  storageDisk.intercept = ({ operation }) => {
    if (operation !== 'create') return;
    reached.open();
    return gate.opened;
  };
  const connection = await openRawConnection(Number(new URL(url).port));
  await connection.send('PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nbytes');
  await reached.opened;
  connection.reset();
  await expect.poll(connections, { timeout: 5000 }).toBe(0);
  gate.open();
  await finished();
  expect(storageDisk.paths().filter((path) => path.startsWith('.cockatiel/staging/'))).toEqual([]);
});
