import { expect, test } from 'vitest';
import { http } from '../../../../support/http/hostile-row.ts';
import { openRawConnection } from '../../../../support/http/raw-request.ts';
import { createGate } from '../../../../support/node/gate.ts';
import { startMemoryServer } from '../../../../support/node/memory-server.ts';
import { sha1Of } from '../../../../support/node/sha1-of.ts';
import { createTestAccess } from '../../../../support/node/test-access.ts';

const name = `file_1700000000_${sha1Of('content')}`;
const peer = ['User-Agent: cockatiel/1', 'Authorization: Bearer old'];

test.each([
  ['revoked', { read: [], write: ['old'], cluster: ['old'] }],
  ['introduced', { read: [], write: [], cluster: [] }],
])('a request that waits while secrets are %s needs the new one', async (_, before) => {
  const access = createTestAccess(before);
  const server = await startMemoryServer({ access, maxConnections: 1 });
  const [looked, gate] = [createGate(), createGate()];
  server.storageDisk.intercept = ({ operation }) => {
    if (operation !== 'open') return;
    looked.open();
    return gate.opened;
  };
  // A busy connection takes the only place, so the next one is a reserved one, for peers.
  const busy = await openRawConnection(server.port);
  await busy.send(http(`GET /${name}`));
  await looked.opened;
  const connection = await openRawConnection(server.port);
  await connection.send(http(`GET /${name}`, peer) + http(`DELETE /${name}`, peer));
  await expect.poll(server.connections, { timeout: 5000 }).toBe(2);
  await expect.poll(server.requests, { timeout: 5000 }).toBe(3);
  access.replace({ read: [], write: ['new'], cluster: ['new'] });
  gate.open();
  expect((await connection.nextResponse()).status).toBe(404);
  expect((await connection.nextResponse()).status).toBe(401);
  expect(server.ctx.tombstones.mayHave(name as never)).toBe(false);
  busy.close();
  connection.close();
});

test('a read that waits in its connection while read secrets are introduced needs one', async () => {
  const access = createTestAccess({ read: [], write: [], cluster: [] });
  const server = await startMemoryServer({ access });
  server.storageDisk.write(name, 'content');
  const [looked, gate] = [createGate(), createGate()];
  server.storageDisk.intercept = ({ operation, path }) => {
    if (operation !== 'open' || !path.startsWith('slow')) return;
    looked.open();
    return gate.opened;
  };
  const connection = await openRawConnection(server.port);
  await connection.send(http(`GET /slow_1700000000_${sha1Of('x')}`) + http(`GET /${name}`));
  await looked.opened;
  await expect.poll(server.requests, { timeout: 5000 }).toBe(2);
  access.replace({ read: ['new'], write: ['new'], cluster: ['new'] });
  gate.open();
  await connection.nextResponse();
  expect((await connection.nextResponse()).status).toBe(401);
  connection.close();
});
