import { describe, expect, test } from 'vitest';
import { createDeferred } from '../../../lib/concurrency/deferred.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const h = sha1Of('x');

async function openNode(...names: readonly string[]): Promise<TestContext> {
  const node = await createTestContext({ clock: { ms: 1_000_000 } });
  for (const name of names) await send(node, 'PUT', `/${name}`, { body: 'x' });
  return node;
}

async function list(node: { readonly ctx: TestContext['ctx'] }, query = ''): Promise<string[]> {
  const response = await send(node, 'GET', `/_files${query}`);
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const lines = (await response.text()).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => (JSON.parse(line) as { name: string }).name.replace(`_1000_${h}`, ''));
}

describe('the list of files', () => {
  test('has a line of JSON for each', async () => {
    const node = await openNode('dir/%C3%BC.txt');
    const response = await send(node, 'GET', '/_files');
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(JSON.parse(await response.text())).toEqual({
      name: `dir/ü_1000_${h}.txt`,
      size: 1,
      type: 'text/plain',
      time: 1000,
      sha1: h,
    });
  });

  test('is in the order of their names, and goes on after one', async () => {
    const node = await openNode('c', 'a', 'dir/a', 'dir/b');
    expect(await list(node)).toEqual(['a', 'c', 'dir/a', 'dir/b']);
    expect(await list(node, '?prefix=dir/')).toEqual(['dir/a', 'dir/b']);
    expect(await list(node, `?after=c_1000_${h}&limit=1`)).toEqual(['dir/a']);
    expect(await list(node, '?limit=100')).toHaveLength(4);
    expect(await list(await openNode())).toEqual([]);
  });

  test('is long, and comes in pieces', async () => {
    const names = Array.from({ length: 400 }, (_, index) => `f${1000 + index}`);
    const node = await openNode(...names);
    expect(await list(node)).toEqual(names);
  });

  test('leaves out what was deleted, whether it is removed yet or not', async () => {
    const node = await openNode('a', 'b', 'c');
    const removed = `/a_1000_${h}`;
    await send(node, 'DELETE', removed);
    const { storage, tombstones } = node.ctx;
    const ctx = {
      ...node.ctx,
      storage: { ...storage, list: storage.list, sizeOf: storage.sizeOf },
      tombstones: {
        has: async (name: string) => name.startsWith('b') || tombstones.has(name as never),
      },
    };
    expect(await list({ ctx: ctx as never })).toEqual(['c']);
    const gone = { ...storage, sizeOf: async () => undefined };
    expect(await list({ ctx: { ...node.ctx, storage: gone } })).toEqual([]);
  });

  test('counts those alone that it has toward the limit', async () => {
    const node = await openNode('a', 'b', 'c');
    const sizeOf: typeof node.ctx.storage.sizeOf = async (name) =>
      name.startsWith('a') ? undefined : 1;
    const storage = { ...node.ctx.storage, sizeOf };
    expect(await list({ ctx: { ...node.ctx, storage } }, '?limit=2')).toEqual(['b', 'c']);
  });

  test('HEAD has no body', async () => {
    const response = await send(await openNode('a'), 'HEAD', '/_files');
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test.each([['0'], ['-1'], ['x'], ['1.5'], ['']])('a limit of %j is a 400', async (limit) => {
    expect((await send(await openNode(), 'GET', `/_files?limit=${limit}`)).status).toBe(400);
  });

  test('takes the secret of operators', async () => {
    const secrets = { read: ['reading'], write: [], cluster: [], operator: ['operating'] };
    const node = await createTestContext({ secrets });
    for (const [secret, status] of [
      ['reading', 403],
      ['operating', 200],
    ] as const) {
      const headers = { Authorization: `Bearer ${secret}` };
      expect((await send(node, 'GET', '/_files', { headers })).status).toBe(status);
    }
    expect((await send(node, 'GET', '/_files')).status).toBe(401);
  });

  test('takes one that is known where only writing takes a secret', async () => {
    const secrets = { read: [], write: ['writing'], cluster: [] };
    const node = await createTestContext({ secrets });
    expect((await send(node, 'GET', '/_files')).status).toBe(401);
    expect((await send(node, 'HEAD', '/_files')).status).toBe(401);
    const headers = { Authorization: 'Bearer writing' };
    expect((await send(node, 'GET', '/_files', { headers })).status).toBe(200);
  });

  test('is a 503 while the storage is not mounted', async () => {
    const node = await openNode();
    const storage = { ...node.ctx.storage, isInPlace: async () => false };
    expect((await send({ ctx: { ...node.ctx, storage } }, 'GET', '/_files')).status).toBe(503);
  });
});

describe('lists at once', () => {
  test('have four places, one of which is free once a client leaves', async () => {
    const node = await openNode('a');
    const open = await Promise.all([1, 2, 3, 4].map(() => send(node, 'GET', '/_files')));
    expect(open.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const waiting = send(node, 'GET', '/_files');
    await open[0]?.body?.cancel();
    expect((await waiting).status).toBe(200);
  });

  test('keep the place of a client that has left until its walk ends', async () => {
    const node = await openNode('a');
    const gate = createDeferred();
    const events: string[] = [];
    const storage = {
      ...node.ctx.storage,
      async *list() {
        await gate.promise;
        events.push('walked');
        yield* node.ctx.storage.list();
      },
    };
    const listPlaces = { acquire: async () => () => events.push('released') };
    const response = await send({ ctx: { ...node.ctx, storage, listPlaces } }, 'GET', '/_files');
    const reader = response.body?.getReader();
    const reading = reader?.read();
    const leaving = reader?.cancel();
    gate.resolve();
    await Promise.all([reading, leaving]);
    expect(events.slice(0, 2)).toEqual(['walked', 'released']);
  });

  test('are a 503 where none becomes free', async () => {
    const node = await openNode();
    const listPlaces = { acquire: async () => undefined };
    const ctx = { ...node.ctx, listPlaces };
    expect((await send({ ctx }, 'GET', '/_files')).status).toBe(503);
  });

  test('break off where the disk fails', async () => {
    const node = await openNode('a');
    const storage = {
      ...node.ctx.storage,
      sizeOf: () => Promise.reject(new Error('EIO')),
    };
    const ctx = { ...node.ctx, storage };
    for (let count = 0; count < 5; count += 1) {
      const response = await send({ ctx }, 'GET', '/_files');
      await expect(response.text()).rejects.toThrow(/EIO/u);
    }
  });
});
