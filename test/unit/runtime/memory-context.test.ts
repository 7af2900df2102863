import { expect, it, vi } from 'vitest';
import { handle } from '../../../handlers/router.ts';
import { createMemoryContext } from '../../../runtime/memory-context.ts';
import { version } from '../../../runtime/node/version.ts';
import { silentLog } from '../../support/node/silent-log.ts';

it('a context in memory works without an option', async () => {
  const ctx = await createMemoryContext();
  const body = new Uint8Array(200_000).fill(7);
  const stored = await handle(new Request('http://node/f.bin', { method: 'PUT', body }), ctx);
  expect(stored.status).toBe(201);
  expect(stored.headers.get('server')).toBe(`cockatiel/${version}`);
  const read = await handle(new Request(`http://node${stored.headers.get('location')}`), ctx);
  expect(new Uint8Array(await read.arrayBuffer())).toEqual(body);
  expect(ctx.config.nodeId).toMatch(/^[\da-f]{16}$/u);
  expect(ctx.config.instance).not.toBe(ctx.config.nodeId);
});

it('two contexts in memory share nothing', async () => {
  const [a, b] = await Promise.all([createMemoryContext(), createMemoryContext()]);
  const stored = await handle(new Request('http://node/f', { method: 'PUT', body: 'x' }), a);
  const url = `http://node${stored.headers.get('location')}`;
  expect((await handle(new Request(url), a)).status).toBe(200);
  expect((await handle(new Request(url), b)).status).toBe(404);
  expect(a.config.nodeId).not.toBe(b.config.nodeId);
});

it('secrets, clock and log of a context in memory can be given', async () => {
  const secret = 'a-secret-of-16-characters';
  const ctx = await createMemoryContext({
    secrets: { read: [], write: [secret], cluster: [] },
    clock: { nowMs: () => 7000 },
    log: silentLog,
  });
  expect(ctx.log).toBe(silentLog);
  const put = (headers: Record<string, string>): Promise<Response> =>
    handle(new Request('http://node/f', { method: 'PUT', body: 'x', headers }), ctx);
  expect((await put({})).status).toBe(401);
  const stored = await put({ Authorization: `Bearer ${secret}` });
  expect(stored.headers.get('location')).toMatch(/^\/f_7_/u);
});

it('a host may bring its own hashes', async () => {
  const hashed: string[] = [];
  const createSha1 = () => ({
    update: (bytes: Uint8Array) => {
      hashed.push(new TextDecoder().decode(bytes));
    },
    digest: () => 'a'.repeat(40),
  });
  const ctx = await createMemoryContext({ createSha1, hmacSha256: () => new Uint8Array(32) });
  const stored = await handle(new Request('http://node/f', { method: 'PUT', body: 'x' }), ctx);
  expect(stored.headers.get('location')).toMatch(/_a{40}$/u);
  // The body, and names, which nodes compare by their hashes.
  expect(hashed.filter((text) => text === 'x')).toHaveLength(1);
  expect(hashed.filter((text) => text !== 'x').every((text) => text.startsWith('f_'))).toBe(true);
});

it('errors in a context in memory are logged to the console', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const createSha1 = () => {
    throw new Error('no hash');
  };
  const ctx = await createMemoryContext({ createSha1 });
  const { status } = await handle(new Request('http://node/f', { method: 'PUT', body: 'x' }), ctx);
  expect(status).toBe(500);
  expect(said.mock.calls.flat()).toContainEqual(
    expect.objectContaining({ error: expect.anything() }),
  );
  said.mockRestore();
});
