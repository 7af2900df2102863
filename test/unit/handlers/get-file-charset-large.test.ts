import { expect, test } from 'vitest';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { countReads, plant, typeOf } from '../../support/node/planted-file.ts';
import { peerHeaders, send } from '../../support/node/send.ts';

const huge = `${'0123456789'.repeat(110_000)}€`;

test('a text of more than 1 MiB is not read for its type, until it is read whole', async () => {
  const node = await createTestContext();
  const path = plant(node, 'a.txt', huge);
  const reads = countReads(node);
  expect(await typeOf(node, path)).toBe('text/plain');
  const range = await send(node, 'GET', path, { headers: { Range: 'bytes=0-9' } });
  expect(await range.text()).toBe('0123456789');
  const current = { 'If-None-Match': '*' };
  expect((await send(node, 'GET', path, { headers: current })).status).toBe(304);
  expect(reads()).toBe(1);
  for (const [type, caching] of [
    ['text/plain', 'no-cache'],
    ['text/plain; charset=utf-8', 'max-age=31536000'],
  ] as const) {
    const response = await send(node, 'GET', path);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('cache-control')).toBe(caching);
    expect(await response.text()).toBe(huge);
  }
  expect(await typeOf(node, path)).toBe('text/plain; charset=utf-8');
  expect(node.storageDisk.openFileCount).toBe(0);
});

test('a large text that was adopted is scanned by its next whole read', async () => {
  const node = await createTestContext();
  const path = plant(node, 'a.txt', huge);
  const sent = { body: huge, headers: peerHeaders };
  expect((await send(node, 'PUT', path, sent)).status).toBe(302);
  await (await send(node, 'GET', path)).text();
  expect(await typeOf(node, path)).toBe('text/plain; charset=utf-8');
});

test('nor is it kept by a cache where reading takes a secret', async () => {
  const node = await createTestContext({ secrets: { read: ['reading'], write: [], cluster: [] } });
  const headers = { Authorization: 'Bearer reading' };
  const response = await send(node, 'HEAD', plant(node, 'a.txt', huge), { headers });
  expect(response.headers.get('cache-control')).toBe('private, max-age=0');
});
