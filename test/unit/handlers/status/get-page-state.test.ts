import { describe, expect, test } from 'vitest';
import type { PageState } from '../../../../handlers/status/get-page-state.ts';
import type { Monitor } from '../../../../lib/host/monitor.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { send } from '../../../support/node/send.ts';

const view = { response: 'none', downSinceMs: 5, node: null } as const;
const monitor: Monitor = {
  peers: async () => ({ 'http://a': view }),
  history: () => ({
    times: [1],
    uploads: [2],
    downloads: [3],
    receivedBytesPerSecond: [4],
    sentBytesPerSecond: [5],
    peers: {},
  }),
  warnings: () => [{ atMs: 1, level: 'warn', text: 'look' }],
};
const volume = { name: 'queue', freeBytes: 1, totalBytes: 2, reservedBytes: 1 };

async function openNode(options: Parameters<typeof createTestContext>[0] = {}) {
  const { ctx } = await createTestContext({ config: { peerUrls: ['http://a'] }, ...options });
  return { ctx: { ...ctx, monitor, volumes: { report: async () => [volume] } } };
}

async function read(node: Awaited<ReturnType<typeof openNode>>, headers = {}): Promise<PageState> {
  const response = await send(node, 'GET', '/_ui/state', { headers });
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
  return (await response.json()) as PageState;
}

test('/_ui/state has the status, the peers, the history and the last warnings', async () => {
  const node = await openNode();
  const state = await read(node);
  const status = await (await send(node, 'GET', '/_status')).json();
  expect(state).toMatchObject(status as object);
  expect(state.node.volumes).toEqual([volume]);
  expect(state).toMatchObject({
    nowMs: 1_700_000_000_000,
    views: { 'http://a': view },
    deferred: { 'http://a': [] },
    corrupt: [],
    secrets: { read: false, write: false },
    history: monitor.history(),
    warnings: monitor.warnings(),
  });
});

test('it is a 404 on a host that has no page, where disks are not known either', async () => {
  const node = await createTestContext();
  expect((await send(node, 'GET', '/_ui/state')).status).toBe(404);
  const status = (await (await send(node, 'GET', '/_status')).json()) as PageState;
  expect(status.node.volumes).toBeNull();
});

const roles = { read: [], write: [], cluster: [] };

describe('it takes the secret', () => {
  test.each([
    ['of operators', { operator: ['watching'], read: ['reading'] }, 403, 200],
    ['of readers, where operators have none', { read: ['reading'] }, 200, 401],
  ])('%s', async (_who, given, forReaders, forOperators) => {
    const node = await openNode({ secrets: { ...roles, ...given } });
    const get = async (headers = {}) => (await send(node, 'GET', '/_ui/state', { headers })).status;
    expect(await get()).toBe(401);
    expect(await get({ Authorization: 'Bearer reading' })).toBe(forReaders);
    expect(await get({ Authorization: 'Bearer watching' })).toBe(forOperators);
  });
});

describe('where everybody may look and not everybody may write', () => {
  test('names and log lines are for those who show a secret', async () => {
    const node = await openNode({ secrets: { ...roles, write: ['writing'] } });
    const hidden = { deferred: null, corrupt: null, warnings: null };
    expect(await read(node)).toMatchObject({ ...hidden, secrets: { read: false, write: true } });
    const shown = await read(node, { Authorization: 'Bearer writing' });
    expect(shown).toMatchObject({ corrupt: [], warnings: [{ text: 'look' }] });
  });
});
