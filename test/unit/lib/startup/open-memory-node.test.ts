import { expect, it } from 'vitest';
import { handle } from '../../../../handlers/router.ts';
import { openMemoryNode } from '../../../../lib/startup/open-memory-node.ts';
import { createSha1 } from '../../../../runtime/node/hash.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';
import { silentLog } from '../../../support/node/silent-log.ts';
import { createTestAccess } from '../../../support/node/test-access.ts';

const host = {
  access: createTestAccess(),
  clock: { nowMs: () => 1_700_000_000_000 },
  timers: { after: () => () => undefined },
  log: silentLog,
  createSha1,
  createId: () => '0123456789abcdef',
  version: '0.0.0',
};

async function put(ctx: Awaited<ReturnType<typeof openMemoryNode>>['ctx'], body: string) {
  return await handle(new Request('http://node/dir/file.txt', { method: 'PUT', body }), ctx);
}

it('a node in memory stores, serves and deletes a file', async () => {
  const { ctx, close } = await openMemoryNode(host);
  const stored = await put(ctx, 'content');
  expect(stored.status).toBe(201);
  const url = `http://node${stored.headers.get('location')}`;
  const read = await handle(new Request(url), ctx);
  expect([read.status, await read.text()]).toEqual([200, 'content']);
  expect((await handle(new Request(url, { method: 'DELETE' }), ctx)).status).toBe(200);
  expect((await handle(new Request(url), ctx)).status).toBe(404);
  expect((await handle(new Request(url, { method: 'PUT', body: 'content' }), ctx)).status).toBe(
    409,
  );
  await close();
});

it('a node in memory accepts writes, has no peers, and knows its id', async () => {
  const { ctx, peers } = await openMemoryNode(host);
  const status = await handle(new Request('http://node/_status'), ctx);
  expect(await status.json()).toMatchObject({
    queues: {},
    node: { id: '0123456789abcdef', version: '0.0.0', readOnlyReason: null },
  });
  expect(peers.hasPending()).toBe(false);
  await peers.save();
});

it('a node in memory applies its configuration', async () => {
  const config = { publicUrl: 'http://public', maxSizeBytes: 8 };
  const { ctx } = await openMemoryNode({ ...host, maxBytes: 10, config });
  const stored = await put(ctx, 'content');
  expect(stored.headers.get('location')).toMatch(/^http:\/\/public\/dir\/file_1700000000_/u);
  expect((await put(ctx, 'too large')).status).toBe(413);
  expect((await put(ctx, 'no space')).status).toBe(507);
});

it('a node in memory checks its files, too', async () => {
  const clock = { ms: 1_700_000_000_000 };
  const timers = createManualTimers(clock);
  const settings = { ...host, timers, clock: { nowMs: () => clock.ms } };
  const { ctx, scrub, close } = await openMemoryNode(settings);
  await put(ctx, 'content');
  scrub.start({ periodMs: 32_000, fetch: async () => undefined });
  await timers.pass(32_500);
  expect(ctx.scrub.report()).toMatchObject({ files: 1, bytes: 7, error: null });
  await timers.pass(2000);
  expect(ctx.scrub.report()?.finishedAt).not.toBe(null);
  await close();
  expect(timers.count).toBe(0);
});

it('a node without peers reports every operation all the same', async () => {
  const { ctx, onOperation } = await openMemoryNode(host);
  let count = 0;
  onOperation(() => {
    count += 1;
  });
  await put(ctx, 'content');
  expect(count).toBe(1);
});
