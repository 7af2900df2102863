import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createAnswerCache } from '../../runtime/answer-cache.ts';
import { createNodeServer } from '../../runtime/node-server.ts';
import { createTestContext } from '../support/create-test-context.ts';
import { systemError } from '../support/memory-tree.ts';
import { send } from '../support/send.ts';

const closings: (() => void)[] = [];

afterEach(() => {
  for (const close of closings.splice(0)) close();
});

/** A node in memory behind a socket. */
async function listen() {
  const node = await createTestContext();
  const { ctx, storageDisk } = node;
  const [files, deletions] = [storageDisk.mount(), ctx.deletions];
  const cache = createAnswerCache({ maxBytes: 0, files, deletions, nowMs: () => 0 });
  const { server } = createNodeServer(ctx, { maxConnections: 10, idleTimeoutMs: 5000, cache });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => server.close().closeAllConnections());
  return { ...node, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
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
