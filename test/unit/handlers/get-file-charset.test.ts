import { describe, expect, test } from 'vitest';
import { bodyStream } from '../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { createGate } from '../../support/node/gate.ts';
import { type Content, countReads, plant, typeOf } from '../../support/node/planted-file.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const utf8 = 'Grüße aus Köln';
const latin1 = Uint8Array.from(utf8, (character) => character.charCodeAt(0));
const large = `${'0123456789'.repeat(50_000)}€`;

/** Uploads as a client does; returns the path. */
async function upload(node: TestContext, name: string, body: Content): Promise<string> {
  const { status, headers } = await send(node, 'PUT', `/${name}`, { body });
  expect(status).toBe(201);
  return headers.get('location') ?? '';
}

const rows: readonly (readonly [name: string, content: Content, type: string])[] = [
  ['a.txt', utf8, 'text/plain; charset=utf-8'],
  ['a.TXT', utf8, 'text/plain; charset=utf-8'],
  ['a.log', utf8, 'text/plain; charset=utf-8'],
  ['a.md', utf8, 'text/markdown; charset=utf-8'],
  ['a.vtt', utf8, 'text/vtt; charset=utf-8'],
  ['a.csv', utf8, 'text/csv; charset=utf-8'],
  ['a.html', utf8, 'text/html; charset=utf-8'],
  ['a.js', utf8, 'text/javascript; charset=utf-8'],
  ['a.txt', '\u{feff}text', 'text/plain; charset=utf-8'],
  ['a.txt', large, 'text/plain; charset=utf-8'],
  ['a.txt', 'ASCII', 'text/plain'],
  ['a.txt', '', 'text/plain'],
  ['a.md', 'ASCII', 'text/markdown'],
  ['a.txt', latin1, 'text/plain'],
  ['a.txt', new TextEncoder().encode(large).slice(0, -1), 'text/plain'],
  ['a.json', utf8, 'application/json'],
  ['a.svg', utf8, 'image/svg+xml'],
  ['a.xml', utf8, 'application/xml'],
  ['a.png', utf8, 'image/png'],
  ['a', utf8, 'application/octet-stream'],
];

describe.each([
  ['uploaded', upload],
  [
    'from before the last restart',
    async (...planted: Parameters<typeof plant>) => plant(...planted),
  ],
])('the type of a file that was %s', (_how, store) => {
  test.each(rows)('%s with %j is %s', async (name, content, type) => {
    const node = await createTestContext();
    expect(await typeOf(node, await store(node, name, content))).toBe(type);
  });

  test.each(['GET', 'HEAD'])('is the same whatever a %s asks for', async (method) => {
    const asked = [{}, { Range: 'bytes=0-1' }, { Range: 'bytes=-1' }, { 'If-None-Match': '*' }];
    for (const headers of asked) {
      const node = await createTestContext();
      const path = await store(node, 'a.txt', large);
      const response = await send(node, method, path, { headers });
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      await response.body?.cancel();
      expect(node.storageDisk.openFileCount).toBe(0);
    }
  });
});

test('a text that arrives in many chunks is known without being read', async () => {
  const node = await createTestContext();
  const reads = countReads(node);
  const chunks = Array.from(utf8);
  const { headers } = await send(node, 'PUT', '/a.txt', {
    body: bodyStream(...chunks),
    headers: { 'Transfer-Encoding': 'chunked' },
  });
  expect(await typeOf(node, headers.get('location') ?? '')).toBe('text/plain; charset=utf-8');
  expect(reads()).toBe(0);
});

test('a text from a peer is known without being read', async () => {
  const node = await createTestContext();
  const reads = countReads(node);
  const path = `/a_1_${sha1Of(utf8)}.txt`;
  expect((await send(node, 'PUT', path, { body: utf8, headers: peerHeaders })).status).toBe(201);
  expect(await typeOf(node, path)).toBe('text/plain; charset=utf-8');
  expect(reads()).toBe(0);
});

test('a text from before the last restart is read once, and is verified then', async () => {
  const node = await createTestContext();
  const path = plant(node, 'a.txt', utf8);
  const reads = countReads(node);
  for (let count = 0; count < 3; count += 1) await typeOf(node, path);
  expect(reads()).toBe(1);
  expect(await (await send(node, 'GET', path)).text()).toBe(utf8);
  expect(reads()).toBe(2);
});

test('a small text that is sent is read once, even where nothing is known of it', async () => {
  const node = await createTestContext();
  const path = plant(node, 'a.txt', utf8);
  const reads = countReads(node);
  for (const range of ['bytes=0-', '', 'bytes=-99']) {
    expect(await (await send(node, 'GET', path, { headers: { Range: range } })).text()).toBe(utf8);
  }
  expect(reads()).toBe(3);
});

test('no other file is read for its type', async () => {
  const node = await createTestContext();
  const reads = countReads(node);
  for (const name of ['a.json', 'a.png', 'a.']) await typeOf(node, plant(node, name, utf8));
  expect(reads()).toBe(0);
});

test('a text that many ask for at once is read for all of them together', async () => {
  const node = await createTestContext();
  const path = plant(node, 'a.txt', utf8);
  const gate = createGate();
  let reads = 0;
  node.storageDisk.intercept = ({ operation }) => {
    if (operation !== 'read') return;
    reads += 1;
    return gate.opened;
  };
  const types = Array.from({ length: 10 }, () => typeOf(node, path));
  await expect.poll(() => node.storageDisk.openFileCount).toBe(10);
  gate.open();
  expect(new Set(await Promise.all(types))).toEqual(new Set(['text/plain; charset=utf-8']));
  expect(reads).toBe(1);
  expect(node.storageDisk.openFileCount).toBe(0);
});

test('a corrupt text has the bare type, and its content is refused as ever', async () => {
  const node = await createTestContext();
  const path = plant(node, 'a.txt', utf8);
  node.storageDisk.write(path.slice(1), utf8.replace('Köln', 'Bonn'));
  expect(await typeOf(node, path)).toBe('text/plain');
  const errors = (): number => node.logLines.filter(({ level }) => level !== 'debug').length;
  expect(errors()).toBe(1);
  expect((await send(node, 'GET', path)).status).toBe(500);
  expect(errors()).toBeGreaterThan(1);
  // An upload replaces it.
  const headers = { ...peerHeaders };
  expect((await send(node, 'PUT', path, { body: utf8, headers })).status).toBe(201);
  expect(await typeOf(node, path)).toBe('text/plain; charset=utf-8');
});

test('a text that can not be read is a 500, and the next request reads it again', async () => {
  const node = await createTestContext();
  const path = plant(node, 'a.txt', utf8);
  node.storageDisk.intercept = ({ operation }) => {
    if (operation === 'read') throw Object.assign(new Error('EIO'), { code: 'EIO' });
  };
  expect((await send(node, 'HEAD', path)).status).toBe(500);
  expect(node.storageDisk.openFileCount).toBe(0);
  node.storageDisk.intercept = () => undefined;
  expect(await typeOf(node, path)).toBe('text/plain; charset=utf-8');
});
