import { expect, test } from 'vitest';
import { handle } from '../../../handlers/router.ts';
import { stagingPrefix } from '../../../lib/object-store/object-store.ts';
import { version } from '../../../runtime/node/version.ts';
import { openWorkerNode, type WorkerNodeOptions } from '../../../runtime/workers.ts';
import { silentLog } from '../../support/node/silent-log.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../../support/objects/memory-object-store.ts';

const dayMs = 24 * 3_600_000;

async function open(options: Partial<WorkerNodeOptions> = {}) {
  const store = createMemoryObjectStore();
  const node = await openWorkerNode({ store, log: silentLog, ...options });
  const send = (method: string, path: string, body?: string): Promise<Response> =>
    handle(new Request(`http://node${path}`, { method, body: body ?? null }), node.ctx);
  return { store, node, send };
}

function named(store: MemoryObjectStore): string[] {
  return [...store.objects.keys()].filter((key) => !key.startsWith(stagingPrefix));
}

test('a node for a Worker keeps its files in a bucket', async () => {
  const { store, send } = await open();
  const stored = await send('PUT', '/a.txt', 'content');
  expect([stored.status, stored.headers.get('server')]).toEqual([201, `cockatiel/${version}`]);
  const location = stored.headers.get('location') ?? '';
  expect(named(store)).toEqual([location.slice(1)]);
  expect(await (await send('GET', location)).text()).toBe('content');
  expect((await send('DELETE', location)).status).toBe(200);
  expect((await send('GET', location)).status).toBe(404);
});

test('it takes the settings of any node', async () => {
  const { send } = await open({
    config: { maxSizeBytes: 3, publicUrl: 'https://files.example' },
    secrets: { read: ['a-secret-of-16-characters'], write: [], cluster: [] },
  });
  expect((await send('PUT', '/a', 'four')).status).toBe(413);
  const stored = await send('PUT', '/a', 'two');
  expect(stored.headers.get('location')).toMatch(/^https:\/\/files\.example\/a_/u);
  expect((await send('GET', '/a')).status).toBe(401);
});

test('its work for a cron trigger removes what is a day old in the staging area', async () => {
  const clock = { nowMs: () => dayMs };
  const { store, node } = await open({ clock });
  store.nowMs = () => 0;
  store.plant(`${stagingPrefix}old`, 'x');
  await store.staging.begin(`${stagingPrefix}upload`);
  store.nowMs = () => 1;
  store.plant(`${stagingPrefix}young`, 'x');
  await node.maintain?.();
  expect([...store.objects.keys()]).toEqual([`${stagingPrefix}young`]);
  expect(store.uploads.size).toBe(0);
});

test('a bucket that ignores conditions is refused', async () => {
  const store = createMemoryObjectStore();
  store.putIfAbsent = async () => 'a version';
  await expect(open({ store })).rejects.toThrow('the store ignores If-None-Match of a PUT');
});
